//! Images, wherever they are: in a registry, in a folder or an archive, or as a root file system.
//!
//! Nothing is unpacked to a disk and no daemon is asked. An archive is indexed once and its members are read where they
//! stand; a layer is a stream that is read from its first byte to its last. What has a digest is compared with it while
//! it streams, so that what was read and is not what it should be is always told.

mod archive;
pub mod cache;
mod docker;
mod error;
mod host;
mod layout;
mod reference;
pub mod registry;
mod resolve;
mod rootfs;
mod section;
mod spool;
mod stored;
mod verified;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sekimori_model::{Image, ImageLimits, ImageOrigin, Platform};

use archive::Archive;
pub use error::Error;
pub use host::platform as host_platform;
pub use layout::is_one as is_layout;
pub use reference::{ImageRef, Wanted, without_user};

/// How an image is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Which image of several; by default the one that runs on Linux on this machine's architecture.
    pub platform: Option<Platform>,
    /// How much is taken in.
    pub limits: ImageLimits,
    /// Bytes of an archive that has to be put aside, because it comes through a pipe or is packed as a whole. 32 GiB.
    pub spool_bytes: u64,
    /// Whether the walk of a root file system stays on the file system that it starts on.
    pub one_file_system: bool,
    /// How registries are reached.
    pub registry: registry::RegistryOptions,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            platform: None,
            limits: ImageLimits::default(),
            spool_bytes: 32 << 30,
            one_file_system: false,
            registry: registry::RegistryOptions::default(),
        }
    }
}

/// Opens an image: what it says of itself is read, its layers are not yet.
///
/// # Errors
/// [`Error`] says what is missing or wrong: the reference, the archive, the manifest, the platform.
pub fn open(reference: &ImageRef, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    match reference {
        ImageRef::OciLayout(path) => {
            let (path, wanted) = with_name(path);
            layout::open_folder(&path, &wanted, options)
        }
        ImageRef::OciArchive(path) => {
            let (path, wanted) = with_name(path);
            layout::open_archive(archive_of(&path, options)?, &path, &wanted, options)
        }
        ImageRef::DockerArchive(path) => {
            let (path, wanted) = with_name(path);
            docker::open(archive_of(&path, options)?, &path, &wanted, options)
        }
        ImageRef::RootFs(path) => rootfs::open(path, options),
        ImageRef::Stdin => {
            let file = spool::spool(&mut io::stdin().lock(), options.spool_bytes)?;
            of_archive(Archive::index(file, Path::new("-"))?, Path::new("-"), options)
        }
        ImageRef::Path(path) => guess(path, options),
        ImageRef::Registry(reference) => registry::open(reference, options),
    }
}

/// Opens what lies at a path, by what it is.
fn guess(path: &Path, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    let meta = fs::metadata(path).map_err(|cause| Error::Open { path: path.to_owned(), cause })?;
    if meta.is_dir() {
        return if layout::is_one(path) {
            layout::open_folder(path, &Wanted::Only, options)
        } else {
            rootfs::open(path, options)
        };
    }
    of_archive(archive_of(path, options)?, path, options)
}

fn of_archive(archive: Archive, path: &Path, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    // What Docker saves today is both; its own list has the names.
    if archive.has(docker::LIST) {
        docker::open(archive, path, &Wanted::Only, options)
    } else if archive.has(layout::INDEX) {
        layout::open_archive(archive, path, &Wanted::Only, options)
    } else {
        let detail = "there is neither `manifest.json` nor `index.json` in it".to_owned();
        Err(Error::NotAnImage { what: path.display().to_string(), detail })
    }
}

/// Indexes an archive, which is put aside unpacked first where it is packed as a whole.
fn archive_of(path: &Path, options: &OpenOptions) -> Result<Archive, Error> {
    let open = |cause| Error::Open { path: path.to_owned(), cause };
    // Opening a pipe would wait for a writer for ever.
    if !fs::metadata(path).map_err(open)?.is_file() {
        let detail = "it is no file".to_owned();
        return Err(Error::NotAnImage { what: path.display().to_string(), detail });
    }
    let file = File::open(path).map_err(open)?;
    let file = if spool::is_packed(&file).map_err(open)? {
        spool::spool(&mut &file, options.spool_bytes)?
    } else {
        file
    };
    Archive::index(file, path)
}

/// Splits `PATH`, `PATH:NAME` and `PATH@DIGEST`: a path that is there is meant as a whole.
fn with_name(text: &str) -> (PathBuf, Wanted) {
    if fs::symlink_metadata(text).is_ok() {
        return (PathBuf::from(text), Wanted::Only);
    }
    reference::split(text)
}

/// The name that an image has where nothing else names it: that of its file or folder.
fn file_name(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    whole.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn shown(origin: ImageOrigin, path: &Path, wanted: &Wanted) -> String {
    let prefix = match origin {
        ImageOrigin::Registry => "",
        ImageOrigin::OciLayout => "oci:",
        ImageOrigin::OciArchive => "oci-archive:",
        ImageOrigin::DockerArchive => "docker-archive:",
        ImageOrigin::RootFs => "rootfs:",
    };
    format!("{prefix}{}{wanted}", path.display())
}
