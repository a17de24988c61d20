//! What could not be seen, and why: counted, and told one by one up to a bound.

use std::collections::BTreeMap;
use std::path::Path;

use gix::ObjectId;
use sekimori_model::{NotAnalysed, Problem};

use crate::git::objects::{ALTERNATES, Fault};

/// Problems that are told one by one.
const TOLD: usize = 1_000;
/// Objects that are kept for the next run to try again.
pub(super) const KEPT: usize = 10_000;

/// What history holds and could not be seen. Where anything is counted here, a scan is incomplete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Commits whose parents were left out when the repository was cloned (a shallow clone).
    pub cut_commits: u64,
    /// Objects that are not in the repository (a partial clone, or one that is damaged).
    pub missing: u64,
    /// Objects, packs and borrowed folders that are damaged.
    pub corrupt: u64,
    /// Objects that are larger than the limit.
    pub too_large: u64,
    /// The problems one by one, sorted; the first thousand of them.
    pub problems: Vec<Problem>,
}

impl Unseen {
    /// Tells whether everything was seen.
    pub fn is_empty(&self) -> bool {
        self.cut_commits + self.missing + self.corrupt + self.too_large == 0
    }
}

/// What kind of object a gap is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A commit, or what a reference leads to.
    Commit,
    /// A folder.
    Tree,
    /// A file.
    Blob,
}

/// An object that could not be read, kept for the next run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) kind: Gap,
    /// The commit that has it, and where.
    pub(super) commit: Option<ObjectId>,
    pub(super) path: Vec<u8>,
}

/// The gaps of one run.
#[derive(Default)]
pub(super) struct Gaps {
    pub(super) unseen: Unseen,
    pub(super) lost: BTreeMap<ObjectId, Lost>,
    /// There were more lost objects than are kept.
    pub(super) overflowed: bool,
}

impl Gaps {
    pub(super) fn commit(&mut self, id: ObjectId, fault: &Fault) {
        let lost = Lost { kind: Gap::Commit, commit: None, path: Vec::new() };
        self.object(id, lost, &format!("commit {id}"), fault);
    }

    /// Counts an object that could not be read, once.
    pub(super) fn object(&mut self, id: ObjectId, lost: Lost, shown: &str, fault: &Fault) {
        if self.lost.contains_key(&id) {
            return;
        }
        let problem = problem(shown, &id, fault);
        match fault {
            Fault::Missing => self.unseen.missing += 1,
            Fault::TooLarge { .. } => self.unseen.too_large += 1,
            Fault::Corrupt(_) => self.unseen.corrupt += 1,
        }
        self.tell(problem);
        self.keep(id, lost);
    }

    /// Keeps an object for the next run to look at again.
    pub(super) fn keep(&mut self, id: ObjectId, lost: Lost) {
        if self.lost.len() < KEPT {
            self.lost.insert(id, lost);
        } else {
            self.overflowed = true;
        }
    }

    /// A pack or a folder of objects that could not be opened.
    pub(super) fn pack(&mut self, path: &Path, detail: &str) {
        self.unseen.corrupt += 1;
        let is_alternates = path.ends_with(ALTERNATES);
        let name =
            if is_alternates { Path::new(ALTERNATES) } else { path.file_name().map_or(path, Path::new) };
        let path = format!(".git/objects/{}", name.display()).into();
        self.tell(Problem { path, reason: NotAnalysed::Damaged, detail: detail.to_owned() });
        self.overflowed = true;
    }

    /// A reference that could not be read: what it leads to is not known.
    pub(super) fn reference(&mut self, detail: &str) {
        self.unseen.corrupt += 1;
        let detail = detail.to_owned();
        self.tell(Problem { path: ".git/refs".into(), reason: NotAnalysed::Damaged, detail });
        self.overflowed = true;
    }

    pub(super) fn tell(&mut self, problem: Problem) {
        if self.unseen.problems.len() < TOLD {
            self.unseen.problems.push(problem);
        }
    }
}

/// The problem of an object that could not be read.
pub(super) fn problem(path: &str, id: &ObjectId, fault: &Fault) -> Problem {
    Problem { path: path.into(), reason: fault.reason(), detail: format!("{fault} ({id})") }
}
