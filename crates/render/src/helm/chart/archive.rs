//! Packed charts: a gzip of a tar of one folder.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use flate2::read::GzDecoder;
use sekimori_model::Limits;
use sekimori_model::NotAnalysed;

use super::load::File;
use crate::{Budget, Error, Fault};

/// Files of one archive. 10,000: the largest public charts have 700 with all that they depend on.
const MOST_FILES: u64 = 10_000;
/// Bytes of one archive, unpacked. 100 MiB, as in Helm.
const MOST_BYTES: u64 = 100 << 20;

/// Unpacks the files of a chart, sorted by name; names are relative to the chart, paths begin with that of the archive.
/// Nothing follows a link: each is a problem.
///
/// # Errors
/// [`Fault::Refused`] where it is no such archive or a path leads out of it, [`Fault::Bound`] and [`Fault::File`] where
/// it is too much.
pub(super) fn unpack(
    bytes: &[u8],
    path: &str,
    limits: &Limits,
    budget: &Budget<'_>,
    problems: &mut Vec<Error>,
) -> Result<Vec<File>, Fault> {
    let unpacked = GzDecoder::new(bytes).take(MOST_BYTES.saturating_add(1));
    let mut archive = tar::Archive::new(unpacked);
    let mut files = BTreeMap::new();
    let mut total = 0_u64;
    let mut count = 0_u64;
    let broken = |error: std::io::Error| Fault::refused(format!("the archive cannot be read: {error}"));
    for entry in archive.entries().map_err(broken)? {
        budget.step(1)?;
        let mut entry = entry.map_err(broken)?;
        count = count.saturating_add(1);
        total = total.saturating_add(entry.size());
        if count > MOST_FILES.min(limits.files) {
            return Err(Fault::Bound(format!(
                "the archive has more than {} files",
                MOST_FILES.min(limits.files)
            )));
        }
        // The size is asked before anything is unpacked; the reader stops at the same bound whatever the header says.
        if total > MOST_BYTES {
            return Err(Fault::Bound(format!("the archive unpacks to more than {MOST_BYTES} bytes")));
        }
        let raw = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            tar::EntryType::Regular | tar::EntryType::Continuous => {}
            tar::EntryType::Symlink | tar::EntryType::Link => {
                let full = tidy(&raw).map_or_else(|_| path.to_owned(), |name| format!("{path}/{name}"));
                let fault =
                    Fault::refused("it is a link in an archive, and is left out: pack the file itself");
                problems.push(Error { path: full.into(), line: 1, fault });
                continue;
            }
            // Folders and devices are no files of a chart.
            _ => continue,
        }
        let full: Arc<str> = format!("{path}/{}", tidy(&raw)?).into();
        let Some((_, name)) =
            tidy(&raw)?.split_once('/').map(|(root, name)| (root.to_owned(), name.to_owned()))
        else {
            return Err(Fault::refused(format!("the archive has {raw} beside the folder of the chart")));
        };
        if entry.size() > limits.file_bytes {
            let detail = format!("{full} has more than {} bytes", limits.file_bytes);
            return Err(Fault::File { path: full, reason: NotAnalysed::TooLarge, detail });
        }
        budget.make(usize::try_from(entry.size()).unwrap_or(usize::MAX))?;
        let bytes = read(&mut entry, limits.file_bytes).map_err(broken)?;
        let bytes: Arc<[u8]> = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).into();
        files.insert(name.clone(), File { name, path: full, bytes });
    }
    if files.is_empty() {
        return Err(Fault::refused("the archive holds no chart"));
    }
    Ok(files.into_values().collect())
}

/// Returns a path without `.` and empty steps.
fn tidy(path: &str) -> Result<String, Fault> {
    let leaves = path.starts_with('/') || path.contains('\\') || path.split('/').any(|step| step == "..");
    let tidied = crate::join("", path).filter(|_| !leaves);
    tidied.ok_or_else(|| Fault::refused(format!("the archive has a path that leads out of it: {path}")))
}

fn read(entry: &mut impl Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 8192];
    loop {
        let count = entry.read(&mut chunk)?;
        let Some(read) = chunk.get(..count).filter(|read| !read.is_empty()) else {
            return Ok(bytes);
        };
        bytes.extend_from_slice(read);
        if bytes.len() as u64 > most {
            return Err(std::io::Error::other("a file is larger than its header says"));
        }
    }
}
