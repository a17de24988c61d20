//! Which files tell of packages, by their names.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Reader, readers};

/// What a reader's files tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What a project asks for: lockfiles, in trees of sources.
    Declared,
    /// What is there: databases of package managers and installed packages, in images and root file systems.
    Installed,
    /// Either: an archive in a tree of sources is there as much as one in an image.
    Both,
}

impl Sort {
    /// Tells whether one of this sort is for who asks for `wanted`.
    pub(super) fn serves(self, wanted: Self) -> bool {
        self == Self::Both || wanted == Self::Both || self == wanted
    }
}

/// How a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileName {
    /// By its whole name, in any folder: `package-lock.json`.
    Named(&'static str),
    /// By the end of its name, in any folder, the dot first: `.jar`. Upper case and lower case are alike.
    Ending(&'static str),
    /// By its whole path from the root of a file system: `var/lib/dpkg/status`.
    At(&'static str),
    /// By the folder that it lies in, named by its path from the root of a file system: `var/lib/dpkg/status.d`.
    In(&'static str),
    /// By its whole name and the end of its folder's: `METADATA` in a folder that ends with `.dist-info`.
    NamedIn {
        /// The name.
        name: &'static str,
        /// How the name of its folder ends.
        folder_ending: &'static str,
    },
    /// By the ends of its name and of its folder's: `.json` in a folder that ends with `conda-meta`.
    EndingIn {
        /// How the name ends.
        ending: &'static str,
        /// How the path of its folder ends.
        folder_ending: &'static str,
    },
    /// By both ends of its name, in any folder: `requirements-test.txt`.
    Around {
        /// How the name begins.
        beginning: &'static str,
        /// How it ends.
        ending: &'static str,
    },
    /// By its whole name, in any folder that lies in this one, named by its path from the root of a file system: `copyright`
    /// in a folder of `usr/share/doc`.
    NamedUnder {
        /// The name.
        name: &'static str,
        /// The folder that its own folder lies in.
        folder: &'static str,
    },
    /// By its first bytes: a program as Linux, Windows or macOS run it.
    Program,
}

/// Tells whether bytes begin as a program does: ELF, PE, Mach-O.
pub fn is_program(head: &[u8]) -> bool {
    matches!(
        head,
        [0x7F, b'E', b'L', b'F', ..]
            | [b'M', b'Z', ..]
            | [0xFE, 0xED, 0xFA, 0xCE | 0xCF, ..]
            | [0xCE | 0xCF, 0xFA, 0xED, 0xFE, ..]
            | [0xCA, 0xFE, 0xBA, 0xBE, ..]
    )
}

/// Readers by what their files are known by.
pub(super) struct Index {
    names: HashMap<&'static str, Vec<&'static Reader>>,
    paths: HashMap<&'static str, Vec<&'static Reader>>,
    folders: HashMap<&'static str, Vec<&'static Reader>>,
    endings: Vec<(&'static str, &'static Reader)>,
    arounds: Vec<(&'static str, &'static str, &'static Reader)>,
    endings_in: Vec<(&'static str, &'static str, &'static Reader)>,
    names_in: HashMap<&'static str, Vec<(&'static str, &'static Reader)>>,
    names_under: HashMap<&'static str, Vec<(&'static str, &'static Reader)>>,
}

/// The index, made once.
pub(super) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::new)
}

impl Index {
    fn new() -> Self {
        let mut index = Self {
            names: HashMap::new(),
            paths: HashMap::new(),
            folders: HashMap::new(),
            endings: Vec::new(),
            arounds: Vec::new(),
            endings_in: Vec::new(),
            names_in: HashMap::new(),
            names_under: HashMap::new(),
        };
        for reader in readers() {
            for file in reader.files {
                match *file {
                    FileName::Named(name) => index.names.entry(name).or_default().push(reader),
                    FileName::At(path) => index.paths.entry(path).or_default().push(reader),
                    FileName::In(folder) => index.folders.entry(folder).or_default().push(reader),
                    FileName::Ending(ending) => index.endings.push((ending, reader)),
                    FileName::NamedIn { name, folder_ending } => {
                        index.names_in.entry(name).or_default().push((folder_ending, reader));
                    }
                    FileName::EndingIn { ending, folder_ending } => {
                        index.endings_in.push((ending, folder_ending, reader));
                    }
                    FileName::Around { beginning, ending } => {
                        index.arounds.push((beginning, ending, reader));
                    }
                    FileName::NamedUnder { name, folder } => {
                        index.names_under.entry(name).or_default().push((folder, reader));
                    }
                    FileName::Program => {}
                }
            }
        }
        index
    }

    /// The readers of a path, in the order of ecosystems for each way that it is known by.
    pub(super) fn of(&self, path: &str) -> impl Iterator<Item = &'static Reader> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let ends_so = move |ending: &str| {
            let start = name.len().checked_sub(ending.len());
            let end = start.and_then(|start| name.as_bytes().get(start..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(ending.as_bytes()))
        };
        let named = self.names.get(name).into_iter().flatten().copied();
        let at = self.paths.get(path).into_iter().flatten().copied();
        let inside = self.folders.get(folder).into_iter().flatten().copied();
        let named_in = self.names_in.get(name).into_iter().flatten();
        let named_in =
            named_in.filter(move |(ending, _)| folder.ends_with(ending)).map(|(_, reader)| *reader);
        let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let under = self.names_under.get(name).into_iter().flatten();
        let under = under.filter(move |(root, _)| *root == above).map(|(_, reader)| *reader);
        let ending =
            self.endings.iter().filter(move |(ending, _)| ends_so(ending)).map(|(_, reader)| *reader);
        let ending_in = self.endings_in.iter();
        let ending_in = ending_in.filter(|(end, of_folder, _)| ends_so(end) && folder.ends_with(of_folder));
        let ending = ending.chain(ending_in.map(|(.., reader)| *reader));
        let is_around = |(beginning, ending): (&str, &str)| {
            name.strip_prefix(beginning).is_some_and(|rest| rest.ends_with(ending))
        };
        let around =
            self.arounds.iter().filter(|(from, to, _)| is_around((from, to))).map(|(.., reader)| *reader);
        let mut all: Vec<&'static Reader> = Vec::new();
        for reader in named.chain(at).chain(inside).chain(named_in).chain(under).chain(ending).chain(around) {
            // One file may be known to a reader in several ways.
            if !all.iter().any(|one| one.id == reader.id) {
                all.push(reader);
            }
        }
        all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Sort;
    use crate::packages::readers_of;

    #[test]
    fn a_file_is_known_by_its_name_in_any_folder() {
        let ids =
            |path: &str| -> Vec<_> { readers_of(path, Sort::Declared).map(|reader| reader.id).collect() };
        assert_eq!(ids("a/b/Cargo.lock"), ["cargo-lock"]);
        assert_eq!(ids("a/Cargo.lock.orig"), [""; 0]);
    }
}
