//! Who owns what was found: the object says it, or CODEOWNERS does.

use std::collections::BTreeSet;

use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{Finding, Owner};
use sekimori_parse::code_owners::CodeOwners;
use sekimori_parse::kubernetes::Object;
use sekimori_parse::yaml::Node;
use sekimori_text::Arg;

use crate::plan::Plan;
use crate::texts::both;

/// The owners of the files of a repository, seen from the scanned root.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    /// What CODEOWNERS says.
    pub code: CodeOwners,
    /// The scanned root, as a path from the root of the repository with forward slashes; empty where both are one.
    pub root: String,
    /// Why CODEOWNERS could not be read, where it could not.
    pub unread: Option<String>,
}

/// Characters that are kept of a value.
const MAX_NAME: usize = 200;

/// Keys of a list that are looked up; each lookup goes through all labels of an object.
const MAX_KEYS: usize = 50;

/// Gives the findings of an object the owner that it, or the file that it stands in, has; returns the index of each
/// owner that is asked for and is that one.
pub(crate) fn of_object(
    findings: &mut [Finding],
    object: &Object<'_>,
    path: &str,
    plan: &Plan,
) -> Vec<usize> {
    if findings.is_empty() && plan.focus.owners.is_empty() {
        return Vec::new();
    }
    let owner = said(object, plan).map(|said| match (said.team, plan.owners.of_file(path)) {
        (Some(team), _) => Owner { team, contact: said.contact },
        (None, Some(owner)) => Owner { contact: said.contact.or(owner.contact), team: owner.team },
        // An address without a team is the best that there is.
        (None, None) => Owner { team: said.contact.unwrap_or_default(), contact: None },
    });
    for finding in findings {
        finding.owner.clone_from(&owner);
    }
    owner.map(|owner| asked_for(&owner, plan)).unwrap_or_default()
}

/// Returns the indexes of the owners that are asked for and that a file belongs to.
pub(crate) fn met_by_file(path: &str, plan: &Plan) -> Vec<usize> {
    if plan.focus.owners.is_empty() {
        return Vec::new();
    }
    plan.owners.of_file(path).map(|owner| asked_for(&owner, plan)).unwrap_or_default()
}

fn asked_for(owner: &Owner, plan: &Plan) -> Vec<usize> {
    let wanted = plan.focus.owners.iter().enumerate();
    wanted.filter(|(_, wanted)| is_called(owner, wanted)).map(|(index, _)| index).collect()
}

/// Tells whether `name` is what an owner is called; a leading @ and the case of letters do not matter.
pub(crate) fn is_called(owner: &Owner, name: &str) -> bool {
    let plain = |name: &str| name.strip_prefix('@').unwrap_or(name).to_lowercase();
    plain(name) == plain(&owner.team)
}

/// The notes that nothing belongs to an owner that is asked for, `met` aside.
pub(crate) fn unknown(plan: &Plan, met: &BTreeSet<usize>) -> Vec<Note> {
    let wanted = plan.focus.owners.iter().enumerate();
    let unknown: BTreeSet<&String> =
        wanted.filter(|(index, _)| !met.contains(index)).map(|(_, name)| name).collect();
    let note = |name: &String| {
        let text = both("note-owner-unknown", &[("owner", Arg::Text(name))]);
        Note { location: None, code: NoteCode::OwnerUnknown, text }
    };
    unknown.into_iter().map(note).collect()
}

/// Gives the findings that have no owner yet that of their file.
pub(crate) fn of_files(findings: &mut [Finding], plan: &Plan) {
    if plan.owners.code.is_empty() {
        return;
    }
    // Sorted by path, so that each file is asked for once.
    let mut last: Option<(String, Option<Owner>)> = None;
    for finding in findings.iter_mut().filter(|finding| finding.owner.is_none()) {
        let path = finding.path();
        let known = last.take().filter(|(known, _)| known == path);
        let (path, owner) = known.unwrap_or_else(|| (path.to_owned(), plan.owners.of_file(path)));
        finding.owner.clone_from(&owner);
        last = Some((path, owner));
    }
}

/// The note that CODEOWNERS could not be read.
pub(crate) fn unread(plan: &Plan) -> Option<Note> {
    let detail = plan.owners.unread.as_ref()?;
    let text = both("note-code-owners-unread", &[("detail", Arg::Text(detail))]);
    Some(Note { location: None, code: NoteCode::CodeOwnersUnread, text })
}

impl Owners {
    fn of_file(&self, path: &str) -> Option<Owner> {
        let owner = if self.root.is_empty() {
            self.code.owner(path)
        } else {
            self.code.owner(&format!("{}/{path}", self.root))
        };
        owner.cloned()
    }
}

/// What an object says.
struct Said {
    team: Option<String>,
    contact: Option<String>,
}

fn said(object: &Object<'_>, plan: &Plan) -> Option<Said> {
    let metadata: Vec<Node<'_>> = object.all_metadata().collect();
    let keys = &plan.config.owners;
    let of = |part: &str, keys: &[String]| {
        metadata.iter().filter_map(|metadata| metadata.get(part)).find_map(|part| first(part, keys))
    };
    let team = of("labels", &keys.labels).or_else(|| of("annotations", &keys.annotations));
    let contact = of("annotations", &keys.contacts);
    (team.is_some() || contact.is_some()).then_some(Said { team, contact })
}

/// The value of the first key that is there and says something.
fn first(part: Node<'_>, keys: &[String]) -> Option<String> {
    let say = |key: &String| {
        let value = part.get(key).filter(|value| !value.is_null());
        let text = value.and_then(Node::text).map(str::trim).filter(|text| !text.is_empty())?;
        Some(text.chars().take(MAX_NAME).collect())
    };
    keys.iter().take(MAX_KEYS).find_map(say)
}
