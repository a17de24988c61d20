//! What was found in layers before, in a folder of the user's.
//!
//! An entry is a file: a line that says what it is, the digest of its name and what follows, and what follows. It is written beside
//! its place and moved there in one step, so that processes at the same time see all of it or nothing. What is damaged is
//! as good as not there, and is written anew.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use data_encoding::HEXLOWER;
use sekimori_model::{ContentDigest, LayerCache};
use sha2::{Digest as _, Sha256};

use crate::read_capped;

/// What an entry begins with; another shape of entries has another number.
const HEAD: &[u8] = b"sekimori layer 3\n";

/// Bytes of one entry. 256 MiB: a layer with 200,000 files of interest has 40.
const MAX_ENTRY: u64 = 256 << 20;

/// Bytes of all entries.
const MAX_ALL: u64 = 2 << 30;

/// A folder of what was found in layers.
#[derive(Debug)]
pub struct LayerFolder {
    folder: PathBuf,
    max_bytes: u64,
    /// Bytes that were written since the folder was last tidied.
    written: AtomicU64,
}

impl LayerFolder {
    /// Opens a folder, and makes it, for the user alone, where it is not there. No more than `max_bytes` are kept in it
    /// for long; 2 GiB where none is said.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(folder: &Path, max_bytes: Option<u64>) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        check_owner(folder)?;
        let max_bytes = max_bytes.unwrap_or(MAX_ALL);
        Ok(Self { folder: folder.to_owned(), max_bytes, written: AtomicU64::new(0) })
    }

    /// Returns the folder that is used where none is named, as an environment says; none where there is no home.
    pub fn usual(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
        let path = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let caches = path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")));
        caches.or_else(|| path("LOCALAPPDATA")).map(|caches| caches.join("sekimori").join("layers"))
    }

    /// Both are in the name, as a digest: an analyser may be called anything.
    fn place(&self, layer: &ContentDigest, analyser: &str) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(layer.as_str().as_bytes());
        hash.update([0]);
        hash.update(analyser.as_bytes());
        self.folder.join(HEXLOWER.encode(&hash.finalize()))
    }

    fn write(&self, place: &Path, found: &[u8]) -> io::Result<()> {
        // For the user alone, and gone if it cannot be moved.
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.folder)?;
        file.write_all(HEAD)?;
        file.write_all(sum(place, found).as_bytes())?;
        file.write_all(b"\n")?;
        file.write_all(found)?;
        file.persist(place).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes the oldest entries until there is room again.
    fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            // Of a folder that is not only ours, nothing else is touched.
            let name = entry.file_name();
            let is_ours = name.to_str().is_some_and(|name| name.len() == 64 || name.starts_with(".new-"));
            if let Ok(meta) = entry.metadata()
                && meta.is_file()
                && is_ours
            {
                files.push((meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), meta.len(), entry.path()));
            }
        }
        files.sort();
        let mut all: u64 = files.iter().map(|(_, bytes, _)| *bytes).fold(0, u64::saturating_add);
        for (_, bytes, path) in files {
            if all <= self.max_bytes {
                return;
            }
            // Another process may have been here first.
            let _ = fs::remove_file(path);
            all = all.saturating_sub(bytes);
        }
    }
}

impl LayerCache for LayerFolder {
    fn get(&self, layer: &ContentDigest, analyser: &str) -> Option<Vec<u8>> {
        let place = self.place(layer, analyser);
        let file = File::open(&place).ok()?;
        let meta = file.metadata().ok().filter(fs::Metadata::is_file)?;
        let mut bytes = read_capped(&file, MAX_ENTRY, meta.len()).ok()??;
        let rest = bytes.strip_prefix(HEAD)?;
        let (digest, found) = rest.split_at_checked(65)?;
        let is_whole = digest.strip_suffix(b"\n") == Some(sum(&place, found).as_bytes());
        let start = bytes.len().saturating_sub(found.len());
        // What is asked for is not the oldest any more.
        let _ = file.set_modified(SystemTime::now());
        is_whole.then(|| bytes.split_off(start))
    }

    fn put(&self, layer: &ContentDigest, analyser: &str, found: &[u8]) {
        let size = found.len() as u64;
        if size > MAX_ENTRY - 1_024 || size > self.max_bytes {
            return;
        }
        // A cache that cannot be written is a slow one, and nothing else.
        if self.write(&self.place(layer, analyser), found).is_err() {
            return;
        }
        let before = self.written.fetch_add(size, Ordering::Relaxed);
        // Once at the first entry of a process, and then now and again.
        if before == 0
            || before / (self.max_bytes / 8 + 1) != before.saturating_add(size) / (self.max_bytes / 8 + 1)
        {
            self.tidy();
        }
    }
}

/// The digest of what was found, with the place that it was found for: an entry is none of another layer.
fn sum(place: &Path, found: &[u8]) -> String {
    let name = place.file_name().unwrap_or_default();
    HEXLOWER.encode(&Sha256::new().chain_update(name.as_encoded_bytes()).chain_update(found).finalize())
}

/// A folder of somebody else could tell lies.
#[cfg(unix)]
fn check_owner(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = fs::metadata(folder)?;
    let is_ours = meta.uid() == nix::unistd::geteuid().as_raw();
    if is_ours && meta.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "others may write to the folder"))
}

#[cfg(not(unix))]
fn check_owner(_: &Path) -> io::Result<()> {
    Ok(())
}
