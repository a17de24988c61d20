//! What of a path decides what is found in a file there.

use crate::carrier::Carrier;
use crate::structure;

/// What a search knows of a path: where two paths are of one kind, it finds the same in the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathKind {
    carrier: Carrier,
    /// That of a program within an archive: its own name is known there, and what the folders around it say.
    within: Carrier,
    is_certificate: bool,
    is_pgpass: bool,
}

impl PathKind {
    /// Tells it from a path.
    pub fn of(path: &str) -> Self {
        Self {
            carrier: Carrier::of(path),
            within: Carrier::of(&format!("{path}!member.rs")),
            is_certificate: structure::is_of_certificate(path),
            is_pgpass: structure::is_pgpass(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PathKind;

    #[test]
    fn paths_of_one_kind_are_searched_alike() {
        let same = |a: &str, b: &str| assert_eq!(PathKind::of(a), PathKind::of(b), "{a} {b}");
        same("a.py", "lib/b.rs");
        same("prod.env", "deploy/values.yaml");
        same("man/git.1.gz", "man/git.1");
        same("docs/a.md.xz", "docs/a.md");
        let differ = |a: &str, b: &str| assert_ne!(PathKind::of(a), PathKind::of(b), "{a} {b}");
        differ("prod.env", "package-lock.json");
        differ("a.svg", "a.py");
        differ("a.bin", "a.der");
        differ("home/.pgpass", "home/passes");
        differ("a.zip", "tests/a.zip");
        differ("a.zip", "wycheproof/a.zip");
    }
}
