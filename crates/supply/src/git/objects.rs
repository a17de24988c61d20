//! Objects, read straight from packs and loose files under a bound, so that one that lies spoils no other.
//!
//! Packs are looked into by offset, not through the object database of `gix`: what an object is made from is followed
//! step by step, each with its size checked before it is inflated, and objects that lie on one chain are read in one go.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gix::ObjectId;
use gix::objs::Kind;
use gix::odb::{loose, pack};
use sekimori_model::{Limits, NotAnalysed};

use super::bases::{Bases, Spot};
use super::delta::{self, Broken};
use super::read_file;

/// Bytes of objects that each reader keeps, in case others are made from them.
const KEPT_BYTES: usize = 24 << 20;
/// Steps from an object to the one that it is made from in the end. git never makes more than 4,095.
const CHAIN: usize = 4_096;
/// How much larger than the limit may be what an object that keeps the limit is made from, if it is not held anyway.
const BASE_FACTOR: u64 = 4;
/// Packs and folders of objects of one repository; git slows down long before.
const PACKS: usize = 20_000;
const FOLDERS: usize = 256;

/// Why an object cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    TooLarge { bytes: u64 },
    Corrupt(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the object is not in this repository"),
            Self::TooLarge { bytes } => write!(f, "{bytes} bytes"),
            Self::Corrupt(detail) => write!(f, "the object is corrupt: {detail}"),
        }
    }
}

impl Fault {
    /// Why what the object holds was not analysed.
    pub(super) fn reason(&self) -> NotAnalysed {
        match self {
            Self::Missing => NotAnalysed::Missing,
            Self::TooLarge { .. } => NotAnalysed::TooLarge,
            Self::Corrupt(_) => NotAnalysed::Damaged,
        }
    }
}

fn corrupt(detail: &str) -> Fault {
    Fault::Corrupt(detail.to_owned())
}

/// What went wrong with `gix`, in one line.
fn because(error: &gix::Error) -> Fault {
    let mut text = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        let line = error.to_string();
        let line = line.lines().next().unwrap_or_default().trim();
        if !line.is_empty() && !text.contains(line) {
            let colon = if text.is_empty() { "" } else { ": " };
            text.push_str(colon);
            text.push_str(line);
        }
        next = error.source();
    }
    Fault::Corrupt(text)
}

/// The file that names the folders that objects are borrowed from.
///
/// # Source
/// gitrepository-layout, `objects/info/alternates`.
pub(super) const ALTERNATES: &str = "info/alternates";

/// Says which folder is not there, as the file writes it.
fn borrowed_from_nowhere(folder: &Path, place: &Path) -> String {
    let written = read_file(&folder.join(ALTERNATES), ALTERNATES_BYTES).unwrap_or_default();
    let written = String::from_utf8_lossy(&written);
    let line = written.lines().find(|line| !line.is_empty() && folder.join(line) == place);
    let named = line.map_or_else(|| place.display().to_string(), str::to_owned);
    format!("it names `{named}`, where there is no folder")
}

/// Bytes of that file.
const ALTERNATES_BYTES: u64 = 1 << 20;

/// All objects of a repository, those that it borrows from others included.
pub(super) struct Objects {
    hash: gix::hash::Kind,
    packs: Vec<Pack>,
    folders: Vec<PathBuf>,
    /// What could not be opened, with why.
    pub(super) broken: Vec<(PathBuf, String)>,
    /// The same once more, opened when something was missing: git may have moved it to a new pack meanwhile.
    later: OnceLock<Box<Objects>>,
}

struct Pack {
    index: pack::index::File,
    data: pack::data::File,
}

impl Objects {
    pub(super) fn open(folder: &Path, hash: gix::hash::Kind) -> Self {
        let (packs, folders, broken, later) = (Vec::new(), Vec::new(), Vec::new(), OnceLock::new());
        let mut objects = Self { hash, packs, folders, broken, later };
        objects.folders.push(folder.to_path_buf());
        match gix::odb::alternate::resolve(folder.to_path_buf(), folder) {
            Ok(others) => objects.folders.extend(others.into_iter().take(FOLDERS)),
            Err(error) => {
                objects.broken.push((folder.join(ALTERNATES), because(&error).to_string()));
            }
        }
        for (number, place) in objects.folders.clone().into_iter().enumerate() {
            if !place.is_dir() {
                objects.broken.push(match number {
                    0 => (place, "there is no such folder".to_owned()),
                    _ => (folder.join(ALTERNATES), borrowed_from_nowhere(folder, &place)),
                });
                continue;
            }
            objects.open_packs(&place.join("pack"));
        }
        objects
    }

    fn folder(&self) -> &Path {
        self.folders.first().map_or(Path::new(""), PathBuf::as_path)
    }

    fn open_packs(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let is_index = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "idx");
        let indexes: BTreeSet<PathBuf> = paths.filter(is_index).collect();
        for path in indexes {
            if self.packs.len() >= PACKS {
                self.broken.push((path, "there are too many packs".to_owned()));
                return;
            }
            // A pipe would wait for ever, and what is not a file cannot be mapped.
            let data = path.with_extension("pack");
            if !path.is_file() || !data.is_file() {
                self.broken.push((path, "an index without its pack".to_owned()));
                continue;
            }
            let pack = pack::index::File::at(&path, self.hash).and_then(|index| {
                let data = pack::data::File::at(&data, self.hash)?;
                Ok(Pack { index, data })
            });
            match pack {
                Ok(pack) => self.packs.push(pack),
                Err(error) => {
                    // Where it lies on this machine is nobody's business.
                    let place = format!("{}/", folder.display());
                    self.broken.push((path, because(&error).to_string().replace(&place, "")));
                }
            }
        }
    }

    /// Finds an object in a pack, that of `first` before the others.
    pub(super) fn find(&self, id: &ObjectId, first: u32) -> Option<Spot> {
        let look = |number: u32| {
            let pack = self.packs.get(number as usize)?;
            let entry = pack.index.lookup(id)?;
            Some((number, pack.index.pack_offset_at_index(entry)))
        };
        let count = u32::try_from(self.packs.len()).unwrap_or(u32::MAX);
        look(first).or_else(|| (0..count).filter(|number| *number != first).find_map(look))
    }

    /// The header of the object at a place in a pack.
    fn entry(&self, (pack, offset): Spot) -> Result<pack::data::Entry, Fault> {
        let pack = self.packs.get(pack as usize).ok_or(Fault::Missing)?;
        pack.data.entry(offset).map_err(|error| because(&error))
    }

    /// The place of what the object at `spot` is made from; none where it stands alone, is broken, or its base is not in
    /// a pack.
    pub(super) fn base_of(&self, spot: Spot) -> Option<Spot> {
        use pack::data::entry::Header;
        let entry = self.entry(spot).ok()?;
        match entry.header {
            Header::OfsDelta { base_distance } => {
                Some((spot.0, entry.checked_base_pack_offset(base_distance)?))
            }
            Header::RefDelta { base_id } => self.find(&base_id, spot.0),
            _ => None,
        }
    }

    pub(super) fn reader(&self) -> ObjectReader<'_> {
        ObjectReader {
            objects: self,
            inflate: gix::zlib::Inflate::default(),
            bases: Bases::new(KEPT_BYTES),
            delta: Vec::new(),
            last_pack: 0,
        }
    }
}

/// Reads objects one after the other, and remembers the last ones. Each thread has its own.
pub(super) struct ObjectReader<'a> {
    objects: &'a Objects,
    inflate: gix::zlib::Inflate,
    bases: Bases,
    delta: Vec<u8>,
    last_pack: u32,
}

impl ObjectReader<'_> {
    /// Reads an object that is not larger than `most` bytes, and its kind.
    pub(super) fn read(&mut self, id: &ObjectId, most: u64) -> Result<(Kind, Arc<Vec<u8>>), Fault> {
        match self.objects.find(id, self.last_pack) {
            Some(spot) => {
                self.last_pack = spot.0;
                self.read_at(spot, most)
            }
            None => match self.read_loose(id, most) {
                Err(Fault::Missing) => {
                    let objects = self.objects;
                    let open = || Box::new(Objects::open(objects.folder(), objects.hash));
                    let later = objects.later.get_or_init(open);
                    let spot = later.find(id, 0).ok_or(Fault::Missing)?;
                    later.reader().read_at(spot, most)
                }
                other => other,
            },
        }
    }

    /// Reads the object at a place in a pack.
    pub(super) fn read_at(&mut self, spot: Spot, most: u64) -> Result<(Kind, Arc<Vec<u8>>), Fault> {
        use pack::data::entry::Header;
        let base_most = most.saturating_mul(BASE_FACTOR).min(most.max(Limits::HELD_BYTES));
        let mut chain: Vec<(Spot, pack::data::Entry)> = Vec::new();
        let mut here = spot;
        let (kind, mut bytes) = loop {
            if let Some(known) = self.bases.get(here) {
                break known;
            }
            if chain.len() >= CHAIN {
                return Err(corrupt("it is made from others in a circle, or in too many steps"));
            }
            let entry = self.objects.entry(here)?;
            let limit = if chain.is_empty() && !entry.header.is_delta() { most } else { base_most };
            if entry.decompressed_size > limit {
                return Err(Fault::TooLarge { bytes: entry.decompressed_size });
            }
            let base = match entry.header {
                Header::OfsDelta { base_distance } => {
                    let offset = entry.checked_base_pack_offset(base_distance);
                    Some((here.0, offset.ok_or_else(|| corrupt("it is made from what is before the pack"))?))
                }
                Header::RefDelta { base_id } => {
                    let base = self.objects.find(&base_id, here.0);
                    if base.is_none() {
                        chain.push((here, entry));
                        break self.read_loose(&base_id, base_most)?;
                    }
                    base
                }
                _ => None,
            };
            match (base, entry.header.as_kind()) {
                (Some(base), _) => {
                    chain.push((here, entry));
                    here = base;
                }
                (None, Some(kind)) => {
                    let mut bytes = Vec::new();
                    self.inflate(here.0, &entry, &mut bytes)?;
                    let bytes = Arc::new(bytes);
                    self.bases.put(here, kind, &bytes);
                    break (kind, bytes);
                }
                (None, None) => return Err(corrupt("it is of no known kind")),
            }
        };
        while let Some((here, entry)) = chain.pop() {
            let mut delta = std::mem::take(&mut self.delta);
            let inflated = self.inflate(here.0, &entry, &mut delta);
            let limit = if chain.is_empty() { most } else { base_most };
            let made = inflated.and_then(|()| {
                delta::apply(&bytes, &delta, limit).map_err(|broken| match broken {
                    Broken::Malformed => corrupt("its delta does not fit"),
                    Broken::TooLarge(bytes) => Fault::TooLarge { bytes },
                })
            });
            self.delta = delta;
            bytes = Arc::new(made?);
            self.bases.put(here, kind, &bytes);
        }
        // A base that was kept for others may be larger than what is asked for here.
        if bytes.len() as u64 > most {
            return Err(Fault::TooLarge { bytes: bytes.len() as u64 });
        }
        Ok((kind, bytes))
    }

    fn inflate(&mut self, pack: u32, entry: &pack::data::Entry, out: &mut Vec<u8>) -> Result<(), Fault> {
        let pack = self.objects.packs.get(pack as usize).ok_or(Fault::Missing)?;
        let size = entry.decompressed_size;
        let size = usize::try_from(size).map_err(|_| Fault::TooLarge { bytes: size })?;
        if out.is_empty() {
            // Zeroed by the system, page by page as they are filled.
            *out = vec![0; size];
        } else {
            out.resize(size, 0);
        }
        pack.data.decompress_entry(entry, &mut self.inflate, out).map_err(|error| because(&error))?;
        Ok(())
    }

    fn read_loose(&self, id: &ObjectId, most: u64) -> Result<(Kind, Arc<Vec<u8>>), Fault> {
        let options = loose::Options {
            alloc_limit_bytes: Some(usize::try_from(most).unwrap_or(usize::MAX)),
            ..loose::Options::default()
        };
        for folder in &self.objects.folders {
            let store = loose::Store::at_opts(folder.as_path(), self.objects.hash, options);
            let mut bytes = Vec::new();
            let path = store.object_path(id);
            match fs::symlink_metadata(&path) {
                Err(_) => continue,
                Ok(metadata) if !metadata.is_file() => return Err(corrupt("it is not a file")),
                Ok(_) => {}
            }
            let kind = match store.try_find(id, &mut bytes) {
                Ok(Some(data)) => data.kind,
                Ok(None) => continue,
                Err(error) => {
                    return Err(match store.try_header(id) {
                        Ok(Some((size, _))) if size > most => Fault::TooLarge { bytes: size },
                        _ => because(&error),
                    });
                }
            };
            return Ok((kind, Arc::new(bytes)));
        }
        Err(Fault::Missing)
    }
}
