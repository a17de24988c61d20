//! What rules see of an image that was read, all layers on one another.

use std::sync::Arc;

use jiff::civil::Date;
use sekimori_model::{Distribution, ImageConfig, ImageFacts, Package};

use crate::Parameters;
use crate::image_sink::ImageSink;

/// A built image.
#[derive(Debug, Clone, Copy)]
pub struct ImageView<'a> {
    /// What it says of itself.
    pub facts: &'a ImageFacts,
    /// Its operating system, where it names one.
    pub distribution: Option<&'a Distribution>,
    /// Its packages, sorted by where they are written.
    pub packages: &'a [Package],
    /// The files that rules ask for, as they are in the end, sorted by path: programs in folders of programs, what is
    /// setuid, setgid or writable for all, what [`is_telling`] names. Others are counted alone.
    pub files: &'a [SeenFile],
    /// The accounts of `etc/passwd` and `etc/shadow`.
    pub accounts: &'a [Account],
    /// Files in the end.
    pub file_count: u64,
    /// Bytes of all layers, unpacked.
    pub bytes: u64,
    /// The day that ends of life are judged by.
    pub today: Date,
}

impl<'a> ImageView<'a> {
    /// Returns how it is run; none of a root file system.
    pub fn config(&self) -> Option<&'a ImageConfig> {
        self.facts.config.as_ref()
    }

    /// Opens a sink for one rule.
    pub fn sink(&self, parameters: &'a Parameters) -> ImageSink<'a> {
        ImageSink::new(parameters)
    }

    /// Returns the file at a path, if it was kept.
    pub fn file(&self, path: &str) -> Option<&'a SeenFile> {
        let place = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.files.get(place)
    }

    /// Returns the programs: what can be executed and lies in a folder of programs, links to programs as well.
    pub fn programs(&self) -> impl Iterator<Item = &'a SeenFile> {
        self.files.iter().filter(|file| is_in_program_folder(&file.path) && file.can_run())
    }
}

/// A file of an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenFile {
    /// Path from the root, without a leading slash.
    pub path: Arc<str>,
    /// What it is.
    pub kind: SeenKind,
    /// Permissions, and the bits for setuid, setgid and sticky.
    pub mode: u32,
    /// Number of the owner.
    pub user: u64,
    /// Number of the owner's group.
    pub group: u64,
    /// Bytes of content.
    pub size: u64,
    /// The layer that brought it, by its place in the image, from 0.
    pub layer: u32,
}

impl SeenFile {
    /// Returns the name without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&*self.path, |(_, name)| name)
    }

    /// Tells whether it is a link whose target has this name, whatever folder that lies in.
    pub fn is_link_to(&self, name: &str) -> bool {
        matches!(&self.kind, SeenKind::Link(to) if to.rsplit('/').next() == Some(name))
    }

    /// Tells whether anybody may execute it; of a link, that it may lead to such a file.
    pub fn can_run(&self) -> bool {
        match self.kind {
            SeenKind::File => self.mode & 0o111 != 0,
            SeenKind::Link(_) => true,
            SeenKind::Directory | SeenKind::Special => false,
        }
    }
}

/// What a file of an image is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeenKind {
    /// A file.
    File,
    /// A symbolic link, and what it leads to as it is written.
    Link(Arc<str>),
    /// A folder.
    Directory,
    /// A device, a pipe or a socket.
    Special,
}

/// An account of an image. No hash of a password is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its number.
    pub user: u64,
    /// The number of its group.
    pub group: u64,
    /// The program that it logs in to; empty where none is named.
    pub shell: String,
    /// Its password.
    pub password: Password,
    /// The layer whose files say so.
    pub layer: u32,
}

/// What is known of the password of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Password {
    /// There is none: nobody can log in with one.
    Locked,
    /// It is empty: anybody can log in.
    Empty,
    /// There is a hash of one.
    Set,
}

/// Tells whether a path lies in a folder where programs are looked for: those of the system, and those that installers
/// make below `opt`, `usr/local` and `usr/lib`.
pub fn is_in_program_folder(path: &str) -> bool {
    let Some((folder, _)) = path.rsplit_once('/') else { return false };
    match folder.rsplit('/').next() {
        // Examples and the parts of other programs are not in anybody's way.
        Some("bin" | "sbin") => !folder.starts_with("usr/share/") && !folder.contains("node_modules/"),
        Some("games" | "busybox") => matches!(folder, "usr/games" | "busybox"),
        _ => false,
    }
}

/// Tells whether rules ask for a file or a folder by its path alone: traces of a build, credentials, caches of package
/// managers. It is asked of every member of an image, so it looks at the name first.
pub fn is_telling(path: &str) -> bool {
    const FOLDERS: [&str; 8] = [
        "var/lib/apt/lists/",
        "var/cache/apt/archives/",
        "var/cache/apk/",
        "var/cache/dnf/",
        "var/cache/yum/",
        "var/cache/zypp/",
        "var/cache/pacman/",
        "run/secrets/",
    ];
    /// Traces of a build, credentials, and keys that may log in.
    const NAMES: [&str; 19] = [
        "Containerfile",
        "Dockerfile",
        "authorized_keys",
        "authorized_keys2",
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
        ".dockercfg",
        ".dockerignore",
        ".git",
        ".git-credentials",
        ".hg",
        ".my.cnf",
        ".netrc",
        ".pgpass",
        ".pypirc",
        ".s3cfg",
        ".svn",
    ];
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = folder.rsplit('/').next().unwrap_or_default();
    match name {
        "ld.so.preload" => folder == "etc",
        "credentials" => parent == ".aws",
        "config.json" => parent == ".docker",
        "config" => parent == ".kube",
        "_cacache" => parent == ".npm",
        "pip" | "yarn" | "go-build" | "composer" => parent == ".cache",
        "repository" => parent == ".m2",
        "registry" => matches!(parent, ".cargo" | "cargo"),
        "caches" => parent == ".gradle",
        "cache" => folder.ends_with("go/pkg/mod"),
        _ => {
            NAMES.contains(&name)
                || (name.starts_with('.') && name.ends_with("_history"))
                || name.strip_prefix("Dockerfile").is_some_and(|rest| rest.starts_with('.'))
                || FOLDERS.iter().any(|known| path.starts_with(known))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_in_program_folder, is_telling};

    #[test]
    fn programs_lie_in_folders_of_programs() {
        for path in
            ["bin/sh", "usr/sbin/sshd", "usr/local/go/bin/go", "usr/lib/jvm/17/bin/javac", "busybox/sh"]
        {
            assert!(is_in_program_folder(path), "{path}");
        }
        for path in
            ["sh", "srv/sh", "usr/share/doc/x/bin/sh", "app/node_modules/x/bin/x", "usr/bin", "app/games/x"]
        {
            assert!(!is_in_program_folder(path), "{path}");
        }
    }

    #[test]
    fn a_telling_path_is_told_by_its_end_or_by_its_folder() {
        for path in [
            "Dockerfile",
            "app/Dockerfile.prod",
            "app/.git",
            "root/.bash_history",
            "root/.aws/credentials",
            "root/.npm/_cacache",
            "var/lib/apt/lists/deb.example_dists_trixie_InRelease",
            "etc/ld.so.preload",
        ] {
            assert!(is_telling(path), "{path}");
        }
        for path in [
            "app/credentials",
            "app/.git/config",
            "etc/history",
            "var/lib/apt/lists",
            "opt/etc/ld.so.preload",
            "",
        ] {
            assert!(!is_telling(path), "{path}");
        }
    }
}
