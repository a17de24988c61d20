//! A file is replaced in one step, never through a link, and only if it is still what it was.
//!
//! Each folder is opened inside the one before it, so that whoever swaps a folder for a link while we work gets an error,
//! not a file outside the root.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Component, Path};

use crate::{Error, read_capped};

/// Replaces the file at `path` in `root`, which is called `shown`.
pub(crate) fn replace(
    root: &Path,
    path: &Path,
    shown: &str,
    before: &[u8],
    after: &[u8],
) -> Result<(), Error> {
    let path_of = || shown.to_owned();
    let names: Option<Vec<&OsStr>> = path
        .components()
        .map(|part| if let Component::Normal(name) = part { Some(name) } else { None })
        .collect();
    let names = names.filter(|names| !names.is_empty());
    let names = names.ok_or_else(|| write_error(shown, io::ErrorKind::InvalidInput.into()))?;
    let (name, folders) = names.split_last().ok_or_else(|| Error::Changed { path: path_of() })?;
    let folder = system::Folder::open(root, folders).map_err(|fault| fault.of(shown))?;
    let old = folder.file(name).map_err(|fault| fault.of(shown))?;
    let length = before.len() as u64;
    let now = read_capped(&old.file, length, length).map_err(|cause| write_error(shown, cause))?;
    if now.as_deref() != Some(before) {
        return Err(Error::Changed { path: path_of() });
    }
    folder.put(name, &old, after).map_err(|fault| fault.of(shown))
}

/// What went wrong, before the path is known.
#[derive(Debug)]
enum Fault {
    Link,
    Changed,
    ReadOnly,
    Io(io::Error),
}

impl Fault {
    fn of(self, shown: &str) -> Error {
        let path = shown.to_owned();
        match self {
            Self::Link => Error::Link { path },
            Self::Changed => Error::Changed { path },
            Self::ReadOnly => Error::ReadOnly { path },
            Self::Io(cause) => Error::Write { path, cause },
        }
    }
}

fn write_error(shown: &str, cause: io::Error) -> Error {
    Error::Write { path: shown.to_owned(), cause }
}

/// Names that are tried for the new file before it takes the place of the old one.
fn names() -> impl Iterator<Item = String> {
    let process = std::process::id();
    (0..100).map(move |number| format!(".sekimori-{process}-{number}.tmp"))
}

fn fill(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
mod system {
    use std::ffi::OsStr;
    use std::fs::File;
    use std::os::fd::OwnedFd;
    use std::path::Path;

    use nix::errno::Errno;
    use nix::fcntl::{AtFlags, OFlag, open, openat, renameat};
    use nix::sys::stat::{FileStat, Mode, SFlag, fchmod, fstat, fstatat};
    use nix::unistd::{Gid, Uid, UnlinkatFlags, fchown, unlinkat};

    use super::{Fault, fill, names};

    impl From<Errno> for Fault {
        fn from(errno: Errno) -> Self {
            match errno {
                Errno::ELOOP => Self::Link,
                Errno::ENOENT => Self::Changed,
                Errno::EROFS => Self::ReadOnly,
                other => Self::Io(other.into()),
            }
        }
    }

    /// An opened folder.
    pub(super) struct Folder(OwnedFd);

    /// An opened file, and what the system knows of it.
    pub(super) struct Old {
        pub(super) file: File,
        stat: FileStat,
    }

    impl Folder {
        pub(super) fn open(root: &Path, folders: &[&OsStr]) -> Result<Self, Fault> {
            let flags = OFlag::O_RDONLY | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
            let mut folder = open(root, flags, Mode::empty())?;
            for name in folders {
                // A link in a folder's place is "not a directory" to some systems.
                folder = openat(&folder, *name, flags | OFlag::O_NOFOLLOW, Mode::empty())
                    .map_err(|errno| if errno == Errno::ENOTDIR { Fault::Link } else { errno.into() })?;
            }
            Ok(Self(folder))
        }

        pub(super) fn file(&self, name: &OsStr) -> Result<Old, Fault> {
            let stat = fstatat(&self.0, name, AtFlags::AT_SYMLINK_NOFOLLOW)?;
            match kind(&stat) {
                SFlag::S_IFREG => {}
                SFlag::S_IFLNK => return Err(Fault::Link),
                _ => return Err(Fault::Changed),
            }
            // The system lets its owner, and root, replace a file that was protected on purpose.
            if stat.st_mode & 0o222 == 0 {
                return Err(Fault::ReadOnly);
            }
            // Opened for writing too, so that rights decide; never waiting, in case a pipe stands there by now.
            let flags = OFlag::O_RDWR | OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
            let file = File::from(openat(&self.0, name, flags, Mode::empty())?);
            let stat = fstat(&file)?;
            if kind(&stat) != SFlag::S_IFREG {
                return Err(Fault::Changed);
            }
            Ok(Old { file, stat })
        }

        pub(super) fn put(&self, name: &OsStr, old: &Old, bytes: &[u8]) -> Result<(), Fault> {
            let flags =
                OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
            for new in names() {
                let file = match openat(&self.0, new.as_str(), flags, Mode::from_bits_truncate(0o600)) {
                    Ok(file) => File::from(file),
                    Err(Errno::EEXIST) => continue,
                    Err(errno) => return Err(errno.into()),
                };
                let done = self.take_place(name, old, &new, &file, bytes);
                if done.is_err() {
                    // What is left behind is an empty name at worst.
                    let _ = unlinkat(&self.0, new.as_str(), UnlinkatFlags::NoRemoveDir);
                }
                return done;
            }
            Err(Fault::from(Errno::EEXIST))
        }

        fn take_place(
            &self,
            name: &OsStr,
            old: &Old,
            new: &str,
            file: &File,
            bytes: &[u8],
        ) -> Result<(), Fault> {
            fill(file, bytes).map_err(Fault::Io)?;
            let own = fstat(file)?;
            if (own.st_uid, own.st_gid) != (old.stat.st_uid, old.stat.st_gid) {
                fchown(file, Some(Uid::from_raw(old.stat.st_uid)), Some(Gid::from_raw(old.stat.st_gid)))?;
            }
            fchmod(file, Mode::from_bits_truncate(old.stat.st_mode & 0o7777))?;
            let now = fstatat(&self.0, name, AtFlags::AT_SYMLINK_NOFOLLOW)?;
            let same =
                |stat: &FileStat| (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime, stat.st_mtime_nsec);
            if same(&now) != same(&old.stat) {
                return Err(Fault::Changed);
            }
            renameat(&self.0, new, &self.0, name)?;
            Ok(())
        }
    }

    fn kind(stat: &FileStat) -> SFlag {
        SFlag::from_bits_truncate(stat.st_mode & SFlag::S_IFMT.bits())
    }
}

#[cfg(not(unix))]
mod system {
    use std::ffi::OsStr;
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{Fault, fill, names};

    impl From<io::Error> for Fault {
        fn from(error: io::Error) -> Self {
            if error.kind() == io::ErrorKind::NotFound { Self::Changed } else { Self::Io(error) }
        }
    }

    pub(super) struct Folder(PathBuf);

    pub(super) struct Old {
        pub(super) file: File,
    }

    impl Folder {
        pub(super) fn open(root: &Path, folders: &[&OsStr]) -> Result<Self, Fault> {
            let mut folder = root.to_path_buf();
            for name in folders {
                folder.push(name);
                if fs::symlink_metadata(&folder)?.is_symlink() {
                    return Err(Fault::Link);
                }
            }
            Ok(Self(folder))
        }

        pub(super) fn file(&self, name: &OsStr) -> Result<Old, Fault> {
            let path = self.0.join(name);
            let meta = fs::symlink_metadata(&path)?;
            if meta.is_symlink() {
                return Err(Fault::Link);
            }
            if !meta.is_file() {
                return Err(Fault::Changed);
            }
            if meta.permissions().readonly() {
                return Err(Fault::ReadOnly);
            }
            Ok(Old { file: OpenOptions::new().read(true).write(true).open(&path)? })
        }

        pub(super) fn put(&self, name: &OsStr, _: &Old, bytes: &[u8]) -> Result<(), Fault> {
            for new in names() {
                let new = self.0.join(new);
                let file = match OpenOptions::new().write(true).create_new(true).open(&new) {
                    Ok(file) => file,
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                    Err(error) => return Err(error.into()),
                };
                let done = fill(&file, bytes);
                drop(file);
                let done = done.and_then(|()| fs::rename(&new, self.0.join(name)));
                if done.is_err() {
                    let _ = fs::remove_file(&new);
                }
                return done.map_err(Fault::Io);
            }
            Err(Fault::Io(io::ErrorKind::AlreadyExists.into()))
        }
    }
}
