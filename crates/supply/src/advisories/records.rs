//! Records out of what a feed is kept in: archives, lines, single files, and folders of all of these.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use sekimori_parse::archive::zip::{Member, Method, Zip};
use sekimori_parse::archive::{HEAD, Kind, kind, read_up_to};

use super::Error;
use super::lines::{self, Line};
use crate::map::Map;
use crate::read_capped;

/// Bytes of one record. 16 MiB: the largest of OSV, with every version of the kernel, has 6.
pub(super) const MAX_RECORD: usize = 16 << 20;

/// Records of one source. Four millions: OSV has 600,000.
const MAX_RECORDS: u64 = 4_000_000;

/// Bytes of all records of one source, unpacked.
const MAX_BYTES: u64 = 64 << 30;

/// How deep folders may lie in one another.
const MAX_DEPTH: usize = 8;

/// Files of one folder and all below it.
const MAX_FILES: usize = 4_000_000;

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// A record of OSV.
    Record(&'a [u8]),
    /// The catalog of what is exploited.
    Kev(&'a [u8]),
    /// What is likely to be exploited.
    Epss(&'a [u8]),
    /// Something that could not be read, and why.
    Unread(&'static str),
}

/// Is told the name and the content of each part.
pub(super) type Take<'a> = dyn FnMut(&str, Part<'_>) -> Result<(), Error> + 'a;

/// How much was read.
#[derive(Debug, Default)]
pub(super) struct Budget {
    records: u64,
    bytes: u64,
}

impl Budget {
    /// Counts a record; an error where there are more than any source has.
    fn spend(&mut self, path: &Path, bytes: usize) -> Result<(), Error> {
        self.records += 1;
        self.bytes += bytes as u64;
        if self.records > MAX_RECORDS || self.bytes > MAX_BYTES {
            return Err(Error::TooLarge { what: path.display().to_string(), limit_bytes: MAX_BYTES });
        }
        Ok(())
    }
}

/// Reads all that lies at a path, in the order of names.
pub(super) fn read(path: &Path, budget: &mut Budget, take: &mut Take<'_>) -> Result<(), Error> {
    let meta = fs::metadata(path).map_err(Error::file(path))?;
    if !meta.is_dir() {
        return file(path, budget, take);
    }
    let whole = fs::canonicalize(path).map_err(Error::file(path))?;
    for (_, (path, left_out)) in files(path, &whole)? {
        match left_out {
            Some(why) => take(&path.display().to_string(), Part::Unread(why))?,
            None => file(&path, budget, take)?,
        }
    }
    Ok(())
}

/// A file that may hold something, and why it is left out, if it is.
type Listed = (PathBuf, Option<&'static str>);

/// Why a link is left out. One that leads to what is read anyway is not told.
const LINK: &str =
    "it is a link to what is not read here; put the file itself there, or name it as the source";

/// Why a folder is left out.
const DEEP: &str = "it lies too deep";

/// Why something else is left out.
const NO_FILE: &str = "it is no regular file";

/// Lists the files below a folder that may hold something, by name. Links are not followed: what lies in the folder is read
/// where it is. `whole` is the real path of the folder.
fn files(root: &Path, whole: &Path) -> Result<BTreeMap<Vec<u8>, Listed>, Error> {
    let mut all = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Error::file(&folder))? {
            let entry = entry.map_err(Error::file(&folder))?;
            let kind = entry.file_type().map_err(Error::file(&folder))?;
            let path = entry.path();
            let has_name = sort(&path).is_some();
            let left_out = if kind.is_dir() {
                if depth < MAX_DEPTH {
                    folders.push((path, depth + 1));
                    continue;
                }
                Some(DEEP)
            } else if kind.is_symlink() {
                if is_read_elsewhere(&path, has_name, whole) {
                    continue;
                }
                Some(LINK)
            } else if has_name {
                (!kind.is_file()).then_some(NO_FILE)
            } else {
                continue;
            };
            all.insert(path.as_os_str().as_encoded_bytes().to_vec(), (path, left_out));
            if all.len() > MAX_FILES {
                return Err(Error::TooLarge { what: root.display().to_string(), limit_bytes: MAX_BYTES });
            }
        }
    }
    Ok(all)
}

/// Tells whether nothing is lost where a link is not followed: it leads to what is read under its own name, or is none that
/// would be read.
fn is_read_elsewhere(link: &Path, has_name: bool, whole: &Path) -> bool {
    let Ok(target) = fs::canonicalize(link) else { return !has_name };
    let is_folder = target.is_dir();
    if !is_folder && !has_name {
        return true;
    }
    target.starts_with(whole) && (is_folder || sort(&target).is_some())
}

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Zip,
    Lines,
    One,
    Kev,
    Epss,
}

fn sort(path: &Path) -> Option<Sort> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let bare = [".gz", ".zst", ".xz"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    match bare.rsplit_once('.') {
        Some(("known_exploited_vulnerabilities", "json")) => Some(Sort::Kev),
        Some((stem, "csv")) if stem.starts_with("epss") => Some(Sort::Epss),
        Some((_, "json")) => Some(Sort::One),
        Some((_, "jsonl" | "ndjson")) => Some(Sort::Lines),
        Some((_, "zip")) => Some(Sort::Zip),
        _ => None,
    }
}

fn file(path: &Path, budget: &mut Budget, take: &mut Take<'_>) -> Result<(), Error> {
    let shown = path.display().to_string();
    let opened = File::open(path).map_err(Error::file(path))?;
    let (head, _) = read_up_to(&mut &opened, HEAD);
    match (sort(path), kind(&head)) {
        // An archive without members has its end alone.
        (Some(Sort::Zip), None) if head.starts_with(b"PK\x05\x06") => Ok(()),
        (_, Some(Kind::Zip)) => zip(path, &Map::of(&opened).map_err(Error::file(path))?, budget, take),
        (Some(Sort::Lines), _) => {
            let mut source = BufReader::with_capacity(256 << 10, unpacked(path)?);
            let mut line = Vec::new();
            let mut number = 0_u64;
            loop {
                number += 1;
                let came = lines::next(&mut source, MAX_RECORD, &mut line);
                let name = || format!("{shown}:{number}");
                match came.map_err(Error::file(path))? {
                    Line::End => return Ok(()),
                    Line::TooLong => take(&name(), Part::Unread("it is too long"))?,
                    Line::Whole if line.trim_ascii().is_empty() => {}
                    Line::Whole => {
                        budget.spend(path, line.len())?;
                        take(&name(), Part::Record(&line))?;
                    }
                }
            }
        }
        (sort, _) => {
            let most = if sort == Some(Sort::One) { MAX_RECORD as u64 } else { super::MAX_TABLE };
            let read = read_capped(unpacked(path)?, most, 0).map_err(Error::file(path))?;
            let Some(bytes) = read else { return take(&shown, Part::Unread("it is too long")) };
            budget.spend(path, bytes.len())?;
            match sort {
                Some(Sort::Kev) => take(&shown, Part::Kev(&bytes)),
                Some(Sort::Epss) => take(&shown, Part::Epss(&bytes)),
                _ => take(&shown, Part::Record(&bytes)),
            }
        }
    }
}

/// Opens a file, unpacked where it is packed as one stream.
pub(super) fn unpacked(path: &Path) -> Result<Box<dyn io::Read>, Error> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let (head, error) = read_up_to(&mut file, HEAD);
    if let Some(error) = error {
        return Err(Error::file(path)(error));
    }
    let packing = kind(&head);
    let whole = BufReader::with_capacity(256 << 10, io::Cursor::new(head).chain(file));
    match packing {
        Some(Kind::Stream(packing)) => packing.inflate(whole).ok_or_else(|| Error::Damaged {
            what: path.display().to_string(),
            detail: format!("it is packed with {}, which is not unpacked here", packing.as_str()),
        }),
        _ => Ok(Box::new(whole)),
    }
}

fn zip(path: &Path, bytes: &[u8], budget: &mut Budget, take: &mut Take<'_>) -> Result<(), Error> {
    let mut zip = Zip::new(bytes);
    let what = || path.display().to_string();
    if !zip.has_directory() {
        return Err(Error::Damaged { what: what(), detail: "its end is missing".to_owned() });
    }
    let mut unpacked = Vec::new();
    while let Some(member) = zip.next() {
        let name = String::from_utf8_lossy(member.name).into_owned();
        if !name.to_ascii_lowercase().ends_with(".json") {
            continue;
        }
        let part = match inflate(&member, &mut unpacked) {
            Ok(()) => Part::Record(&unpacked),
            Err(why) => Part::Unread(why),
        };
        budget.spend(path, unpacked.len())?;
        take(&name, part)?;
    }
    if !zip.is_whole() {
        let detail = "its directory has another number of members than its end says".to_owned();
        return Err(Error::Damaged { what: what(), detail });
    }
    if zip.overlaps() {
        return Err(Error::Damaged { what: what(), detail: "its members overlap".to_owned() });
    }
    Ok(())
}

/// Unpacks a member, and compares it with the sum that the directory has of it.
fn inflate(member: &Member<'_>, unpacked: &mut Vec<u8>) -> Result<(), &'static str> {
    unpacked.clear();
    let mut source: Box<dyn io::Read + '_> = match member.method {
        Method::Stored => Box::new(member.packed),
        Method::Deflate => Box::new(DeflateDecoder::new(member.packed)),
        _ => return Err("it is packed in a way that is not unpacked here"),
    };
    let mut limited = source.by_ref().take(MAX_RECORD as u64 + 1);
    let mut buffer = [0; 16 << 10];
    loop {
        match limited.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => unpacked.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err("it is damaged"),
        }
    }
    if unpacked.len() > MAX_RECORD {
        unpacked.clear();
        return Err("it is too long");
    }
    let mut sum = Crc::new();
    sum.update(unpacked);
    if member.crc32.is_some_and(|wanted| wanted != sum.sum()) {
        return Err("it is damaged");
    }
    Ok(())
}
