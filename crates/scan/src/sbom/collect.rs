//! The bill of a tree of sources: which files tell of packages, read in parallel.
//!
//! What a project asks for counts: lockfiles, and archives and programs that lie in the tree. What a package manager put
//! into `node_modules` comes from a lockfile that is here as well, and is not counted twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{Entry, Limits, Listing, NotAnalysed, Problem, Sbom, SbomSubject, Source};
use sekimori_parse::packages::{
    Bounds, Found, Input, Reader, Sort, is_program, program_readers, read, readers_of,
};

use super::merge;

/// Bytes that tell whether a file is a program.
const HEAD_BYTES: usize = 4;

/// Tells by its path whether a file of a tree of sources may tell of packages.
pub fn wants(path: &str) -> bool {
    readers(path).next().is_some() || may_be_program(path)
}

/// Tells by its path whether a file of a tree of sources is one that names packages.
pub fn names_packages(path: &str) -> bool {
    readers(path).next().is_some()
}

/// Makes the bill of all that `source` lists.
pub fn collect(
    source: &dyn Source,
    subject: SbomSubject,
    limits: &Limits,
    bounds: &Bounds,
    pool: &ThreadPool,
) -> Sbom {
    let listing = source.list(limits);
    let mut sbom = collect_listed(source, &listing, subject, limits, bounds, pool);
    sbom.problems.extend(listing.problems.iter().cloned());
    if listing.truncated {
        let detail = format!("more than {} files", limits.files);
        sbom.problems.push(Problem { path: ".".into(), reason: NotAnalysed::TooManyFiles, detail });
    }
    sbom.problems.sort();
    sbom.problems.dedup();
    sbom
}

/// Makes the bill of what a listing has; what the listing itself left out is for the caller to tell.
pub(crate) fn collect_listed(
    source: &dyn Source,
    listing: &Listing,
    subject: SbomSubject,
    limits: &Limits,
    bounds: &Bounds,
    pool: &ThreadPool,
) -> Sbom {
    collect_files(source, listing, &wants, subject, limits, bounds, pool)
}

/// Makes the bill of those files of a listing that `is_wanted` takes; the others may be read for what they tell of these.
pub(crate) fn collect_files(
    source: &dyn Source,
    listing: &Listing,
    is_wanted: &dyn Fn(&str) -> bool,
    subject: SbomSubject,
    limits: &Limits,
    bounds: &Bounds,
    pool: &ThreadPool,
) -> Sbom {
    let wanted: Vec<&Entry> = listing.entries.iter().filter(|entry| is_wanted(&entry.path)).collect();
    let tree = Tree { source, listing, limits, bounds };
    let (found, left_out) = tree.read_all(&wanted, pool);
    let mut problems: Vec<Problem> = left_out.into_iter().collect();
    let mut lists = Vec::with_capacity(found.len());
    for mut one in found {
        problems.append(&mut one.problems);
        lists.push(one.packages);
    }
    problems.sort();
    problems.dedup();
    // An operating system that a tree happens to describe is not the one that its programs run on.
    Sbom { subject, distribution: None, packages: merge(lists), executables: None, problems, created: None }
}

/// The readers of a file of a tree of sources.
fn readers(path: &str) -> impl Iterator<Item = &'static Reader> {
    let is_installed = path.split('/').rev().skip(1).any(|folder| folder == "node_modules");
    let is_own = move |reader: &&Reader| !is_installed || !is_of_node(reader);
    readers_of(path, Sort::Declared).filter(is_own)
}

/// Tells whether a reader reads what npm and its kin write: a lockfile that a package was published with says what its
/// authors used, not what is installed with it.
fn is_of_node(reader: &Reader) -> bool {
    ["npm", "yarn", "pnpm", "bun", "package-json"].iter().any(|kin| reader.id.starts_with(kin))
}

/// Tells by its path whether a file may be a program: without an ending, or with one that programs and libraries have.
/// To open each file of a large tree for its first bytes would cost more than all else.
fn may_be_program(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_named_so = match name.rsplit_once('.') {
        None => true,
        Some((stem, ending)) => {
            let ending = ending.to_ascii_lowercase();
            (!stem.is_empty() && matches!(&*ending, "exe" | "dll" | "so" | "dylib" | "bin" | "node"))
                || name.contains(".so.")
        }
    };
    is_named_so && program_readers().any(|reader| reader.sort == Sort::Both)
}

/// Tells whether a text has the marks that git leaves where two sides of a merge differ.
fn is_conflicted(bytes: &[u8]) -> bool {
    let begins = |mark: &[u8]| bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(mark));
    begins(b"<<<<<<< ") && begins(b">>>>>>> ")
}

struct Tree<'a> {
    source: &'a dyn Source,
    listing: &'a Listing,
    limits: &'a Limits,
    bounds: &'a Bounds,
}

impl Tree<'_> {
    /// Reads files at once. A tree may have as many packages as a file: where all together have more, those of the first files
    /// count, whichever thread was faster, and what is left out is told.
    fn read_all(&self, wanted: &[&Entry], pool: &ThreadPool) -> (Vec<Found>, Option<Problem>) {
        let most = self.bounds.packages;
        let all = AtomicUsize::new(0);
        let is_full = || all.load(Ordering::Relaxed) > most;
        let read = |entry: &&Entry| {
            let found = if is_full() { Found::default() } else { self.read(entry) };
            all.fetch_add(found.packages.len(), Ordering::Relaxed);
            found
        };
        let found: Vec<Found> = pool.install(|| wanted.par_iter().map(read).collect());
        if !is_full() {
            return (found, None);
        }
        drop(found);
        let (mut first, mut packages) = (Vec::new(), 0);
        let mut rest = wanted.iter();
        while packages <= most
            && let Some(entry) = rest.next()
        {
            let found = self.read(entry);
            packages += found.packages.len();
            first.push(found);
        }
        let left_out = rest.next().map(|next| {
            let detail = format!(
                "the files before it have more than {most} packages: it and {} more that may name some were not read",
                rest.len()
            );
            Problem { path: Arc::clone(&next.path), reason: NotAnalysed::TooManyNodes, detail }
        });
        (first, left_out)
    }

    fn read(&self, entry: &Entry) -> Found {
        let mut found = Found::default();
        let by_name: Vec<&Reader> = readers(&entry.path).collect();
        if by_name.is_empty() && !self.is_program(entry) {
            return found;
        }
        let bytes = match self.source.read(entry, self.limits) {
            Ok(bytes) => bytes,
            Err(problem) => {
                found.problems.push(problem);
                return found;
            }
        };
        let beside = |name: &str| self.beside(&entry.path, name);
        let input = Input { path: &entry.path, bytes: &bytes, beside: &beside };
        for reader in by_name {
            read(reader, &input, self.bounds, &mut found);
        }
        if found.problems.is_empty() && is_conflicted(&bytes) {
            let detail =
                "it has the marks of a merge that was not ended, so that it tells of either side".to_owned();
            found.problems.push(Problem {
                path: Arc::clone(&entry.path),
                reason: NotAnalysed::Malformed,
                detail,
            });
        }
        if is_program(&bytes) && may_be_program(&entry.path) {
            for reader in program_readers().filter(|reader| reader.sort == Sort::Both) {
                read(reader, &input, self.bounds, &mut found);
            }
        }
        found
    }

    fn is_program(&self, entry: &Entry) -> bool {
        let Ok(Some(mut stream)) = self.source.stream(entry) else { return false };
        let (mut head, mut filled) = ([0; HEAD_BYTES], 0);
        while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match stream.read(rest) {
                Ok(count) if count > 0 => filled += count,
                _ => break,
            }
        }
        is_program(head.get(..filled).unwrap_or_default())
    }

    /// Reads a file that is listed, by its name as seen from the folder of `path`: so nothing outside the tree is read,
    /// however a lockfile calls it.
    fn beside(&self, path: &str, name: &str) -> Option<Vec<u8>> {
        let mut steps: Vec<&str> = path.split('/').collect();
        steps.pop();
        for step in name.split('/') {
            match step {
                "" | "." => {}
                ".." => {
                    steps.pop()?;
                }
                step => steps.push(step),
            }
        }
        let path = steps.join("/");
        let place = self.listing.entries.binary_search_by(|entry| (*entry.path).cmp(&path)).ok()?;
        let entry = self.listing.entries.get(place)?;
        self.source.read(&Entry { path: Arc::clone(&entry.path), named: entry.named }, self.limits).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sekimori_model::{Entry, Limits, Listing, Problem, SbomKind, SbomSubject, Source};
    use sekimori_parse::packages::Bounds;

    use super::{collect, wants};

    /// Lists of requirements, each with three packages.
    struct Lists(usize);

    impl Source for Lists {
        fn list(&self, _: &Limits) -> Listing {
            let entry = |at: usize| Entry { path: format!("{at:02}/requirements.txt").into(), named: false };
            Listing { entries: (0..self.0).map(entry).collect(), ..Listing::default() }
        }

        fn read(&self, entry: &Entry, _: &Limits) -> Result<Vec<u8>, Problem> {
            let folder = entry.path.get(..2).unwrap_or_default();
            Ok([0, 1, 2].map(|at| format!("a{folder}-{at}==1\n")).concat().into_bytes())
        }
    }

    #[test]
    fn the_packages_of_a_tree_are_bounded_and_the_first_files_count() {
        let bounds = Bounds { packages: 7, ..Bounds::default() };
        for threads in [1, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let subject = || SbomSubject {
                kind: SbomKind::Source,
                name: "tree".to_owned(),
                version: String::new(),
                properties: BTreeMap::new(),
            };
            let sbom = collect(&Lists(2), subject(), &Limits::default(), &bounds, &pool);
            assert_eq!((sbom.packages.len(), sbom.problems.len()), (6, 0));
            let sbom = collect(&Lists(20), subject(), &Limits::default(), &bounds, &pool);
            assert_eq!(sbom.packages.len(), 9);
            let told: Vec<_> = sbom.problems.iter().map(|one| (&*one.path, one.detail.as_str())).collect();
            let detail = "the files before it have more than 7 packages: it and 16 more that may name some were not read";
            assert_eq!(told, [("03/requirements.txt", detail)]);
        }
    }

    #[test]
    fn lockfiles_count_wherever_they_lie_and_those_of_installed_packages_do_not() {
        assert!(wants("Cargo.lock"));
        assert!(wants("a/vendor/b/Cargo.lock"));
        assert!(wants("node_modules/addon/Cargo.lock"));
        assert!(!wants("a/main.rs"));
        assert!(!wants("node_modules/a/package-lock.json"));
    }
}
