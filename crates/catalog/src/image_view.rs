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

/// Tells whether a path lies in a folder where programs are looked for.
pub fn is_in_program_folder(path: &str) -> bool {
    const FOLDERS: [&str; 8] =
        ["bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "usr/games", "busybox"];
    path.rsplit_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder))
}

/// Tells whether rules ask for a file by its path alone: traces of a build, keys, caches of package managers.
pub fn is_telling(path: &str) -> bool {
    const NAMES: [&str; 27] = [
        "Dockerfile",
        "Containerfile",
        ".dockerignore",
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yaml",
        ".vimrc",
        ".bash_history",
        ".ash_history",
        ".zsh_history",
        ".python_history",
        ".mysql_history",
        ".psql_history",
        ".viminfo",
        ".wget-hsts",
        ".git",
        ".svn",
        ".hg",
        ".cache",
        ".npm",
        ".DS_Store",
        "Thumbs.db",
        "authorized_keys",
        "known_hosts",
        "sudoers",
        "sshd_config",
        "id_rsa",
    ];
    const FOLDERS: [&str; 9] = [
        "var/lib/apt/lists",
        "var/cache/apt/archives",
        "var/cache/apk",
        "var/cache/dnf",
        "var/cache/yum",
        "var/cache/zypp",
        "var/cache/pacman",
        "etc/sudoers.d",
        "run/secrets",
    ];
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let below = |known: &str| path.strip_prefix(known).is_some_and(|rest| rest.starts_with('/'));
    NAMES.contains(&name) || FOLDERS.iter().any(|known| below(known)) || folder.ends_with("/.ssh")
}
