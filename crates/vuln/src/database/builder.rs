//! Builds a database from records, in any order, in bounded memory.

use std::collections::BTreeMap;
use std::io::Write;

use jiff::Timestamp;

use super::joined::{EpssList, KevList};
use super::layout::{
    BLOCK_BYTES, END, EPSS_ROW, FORMAT, Head, KEV_ROW, MAGIC, MAX_BLOCK_BYTES, MAX_ECOSYSTEMS_BYTES,
    MAX_HEAD_BYTES, PACKAGE_ROW, Part,
};
use super::pack::{names, pack};
use super::packed::{Entry, Packed, Place};
use super::runs::Runs;
use super::sections::Sections;
use super::{Database, SourceFacts};
use crate::{Error, Record};

/// Builds a database.
///
/// The same records, lists, sources and date give the same bytes, whichever order they come in. Records that were pushed
/// lie sorted and compressed until they are merged, so that half a million fit in 500 MB.
#[derive(Debug)]
pub struct Builder {
    runs: Runs,
    built: Timestamp,
    sources: BTreeMap<String, SourceFacts>,
    kev: KevList,
    epss: EpssList,
    /// Held while a record is packed, so that it is not allocated for each.
    buffer: Vec<u8>,
}

/// What was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Records, those that were taken back included.
    pub records: u32,
    /// Records that were taken back.
    pub withdrawn: u32,
    /// Packages that records speak of, once for each release.
    pub packages: u32,
    /// Bytes that were written.
    pub bytes: u64,
}

const PACKING: Error = Error::Damaged { part: "a record that was packed" };

impl Builder {
    /// Begins with nothing. `built` is the date that the database will carry.
    pub fn new(built: Timestamp) -> Self {
        Self {
            runs: Runs::default(),
            built,
            sources: BTreeMap::new(),
            kev: KevList::default(),
            epss: EpssList::default(),
            buffer: Vec::new(),
        }
    }

    /// Begins with all that a database has; what is pushed replaces records of the same id that are not later.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the database cannot be read to its end.
    pub fn from_database(database: &Database<'_>, built: Timestamp) -> Result<Self, Error> {
        let mut builder = Self::new(built);
        builder.sources =
            database.facts().sources.iter().map(|source| (source.name.clone(), source.clone())).collect();
        builder.kev = database.kev_list()?;
        builder.epss = database.epss_list()?;
        database.each_packed(&mut |packed| builder.keep(packed))?;
        Ok(builder)
    }

    /// Says where records come from; one of the same name is replaced.
    pub fn add_source(&mut self, source: SourceFacts) {
        self.sources.insert(source.name.clone(), source);
    }

    /// Sets which faults are exploited.
    pub fn set_kev(&mut self, list: KevList) {
        self.kev = list;
    }

    /// Sets how likely faults are to be exploited.
    pub fn set_epss(&mut self, list: EpssList) {
        self.epss = list;
    }

    /// Adds a record. Of several with one id that stays which was modified last; where some were at one time, what each of
    /// them says is affected.
    ///
    /// # Errors
    /// [`Error::TooMany`] where the record is too large to be kept.
    pub fn push(&mut self, record: &Record) -> Result<(), Error> {
        let names = names(record);
        self.keep(&pack(record, &names))
    }

    /// Reads a record from JSON and adds it.
    ///
    /// # Errors
    /// [`Error::Record`] where it is refused: the rest can go on.
    pub fn push_json(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.push(&Record::from_json(bytes)?)
    }

    fn keep(&mut self, packed: &Packed<'_>) -> Result<(), Error> {
        let buffer = std::mem::take(&mut self.buffer);
        let buffer = postcard::to_extend(packed, buffer).map_err(|_| PACKING)?;
        let kept = self.runs.push(packed.meta.id, packed.meta.modified, buffer.as_slice().to_vec());
        self.buffer = buffer;
        self.buffer.clear();
        kept
    }

    /// Writes the database.
    ///
    /// # Errors
    /// [`Error::Write`] where it cannot be written, [`Error::TooMany`] where it would be larger than the format can hold.
    pub fn write(self, out: &mut dyn Write) -> Result<Built, Error> {
        let mut sections = Sections::new(out);
        sections.write(MAGIC)?;
        sections.begin();
        let mut tables = Tables::default();
        self.runs.merge(&mut |alike| {
            let mut all = alike.iter().map(|bytes| postcard::from_bytes(bytes).map_err(|_| PACKING));
            let mut packed: Packed<'_> = all.next().ok_or(PACKING)??;
            // Of one that two ecosystems have, each in its own words, none is lost.
            for other in all {
                let other: Packed<'_> = other?;
                packed.places.extend(other.places);
                packed.places.sort_unstable();
                packed.places.dedup();
            }
            tables.add(&packed, &mut sections)
        })?;
        tables.close_block(&mut sections)?;
        sections.end();
        let mut built = Built { records: tables.count, withdrawn: tables.withdrawn, packages: 0, bytes: 0 };
        for table in [&mut tables.blocks, &mut tables.metas, &mut tables.records] {
            sections.section(&std::mem::take(table))?;
        }
        built.packages = tables.write_packages(&mut sections)?;
        sections.section(&epss_rows(&self.epss))?;
        sections.section(&kev_rows(&self.kev))?;
        let head = Head {
            format: FORMAT,
            built: self.built.as_second(),
            withdrawn: built.withdrawn,
            sources: self.sources.into_values().collect(),
            epss_version: self.epss.version,
            kev_version: self.kev.version,
            sections: sections.done().to_vec(),
        };
        let head = postcard::to_allocvec(&head).map_err(|_| PACKING)?;
        if head.len() > MAX_HEAD_BYTES {
            return Err(Error::TooMany { what: "sources" });
        }
        built.bytes = sections.finish(&head, END)?;
        Ok(built)
    }
}

/// What is held until all records are merged.
#[derive(Debug, Default)]
struct Tables {
    count: u32,
    withdrawn: u32,
    /// Texts that no block has yet.
    texts: Vec<u8>,
    text_offset: u64,
    block_count: u32,
    blocks: Vec<u8>,
    metas: Vec<u8>,
    records: Vec<u8>,
    names: Vec<u8>,
    entries: Vec<u8>,
    rows: Vec<Row>,
    /// By name; the number is that of the first mention.
    ecosystems: BTreeMap<String, u16>,
}

/// An entry that is to be sorted by its package.
#[derive(Debug, Clone, Copy)]
struct Row {
    ecosystem: u16,
    name: (u32, u16),
    record: u32,
    entry: (u64, u32),
}

impl Tables {
    fn add(&mut self, packed: &Packed<'_>, sections: &mut Sections<'_>) -> Result<(), Error> {
        let too_many = |what| Error::TooMany { what };
        // The text.
        let start = self.texts.len();
        self.texts =
            postcard::to_extend(&packed.text, std::mem::take(&mut self.texts)).map_err(|_| PACKING)?;
        let in_block = u32::try_from(start).map_err(|_| too_many("texts"))?;
        // The row, and the rest of the record.
        self.records.extend(u64::try_from(self.metas.len()).map_err(|_| too_many("records"))?.to_le_bytes());
        self.records.extend(self.block_count.to_le_bytes());
        self.records.extend(in_block.to_le_bytes());
        self.metas =
            postcard::to_extend(&packed.meta, std::mem::take(&mut self.metas)).map_err(|_| PACKING)?;
        if packed.meta.withdrawn != 0 {
            self.withdrawn = self.withdrawn.saturating_add(1);
        }
        // What it says of packages.
        for place in &packed.places {
            self.add_place(place)?;
        }
        self.count = self.count.checked_add(1).ok_or(too_many("records"))?;
        if self.texts.len() >= BLOCK_BYTES {
            self.close_block(sections)?;
        }
        Ok(())
    }

    fn add_place(&mut self, place: &Place<'_>) -> Result<(), Error> {
        let too_many = |what| Error::TooMany { what };
        let next = u16::try_from(self.ecosystems.len()).map_err(|_| too_many("ecosystems"))?;
        let ecosystem = match self.ecosystems.get(place.ecosystem) {
            Some(ecosystem) => *ecosystem,
            None => *self.ecosystems.entry(place.ecosystem.to_owned()).or_insert(next),
        };
        let name = u32::try_from(self.names.len()).map_err(|_| too_many("names"))?;
        let name_bytes = u16::try_from(place.name.len()).map_err(|_| too_many("letters in a name"))?;
        self.names.extend(place.name.as_bytes());
        let start = self.entries.len();
        let entry = Entry { record: self.count, ..place.entry.clone() };
        self.entries = postcard::to_extend(&entry, std::mem::take(&mut self.entries)).map_err(|_| PACKING)?;
        let bytes = self.entries.len().saturating_sub(start);
        self.rows.push(Row {
            ecosystem,
            name: (name, name_bytes),
            record: self.count,
            entry: (
                u64::try_from(start).map_err(|_| too_many("entries"))?,
                u32::try_from(bytes).map_err(|_| too_many("entries"))?,
            ),
        });
        Ok(())
    }

    /// Compresses the texts that have come together, and writes them.
    fn close_block(&mut self, sections: &mut Sections<'_>) -> Result<(), Error> {
        if self.texts.is_empty() {
            return Ok(());
        }
        if self.texts.len() > MAX_BLOCK_BYTES {
            return Err(Error::TooMany { what: "letters in a text" });
        }
        let packed = lz4_flex::block::compress(&self.texts);
        let length = |bytes: usize| u32::try_from(bytes).map_err(|_| Error::TooMany { what: "texts" });
        self.blocks.extend(self.text_offset.to_le_bytes());
        self.blocks.extend(length(packed.len())?.to_le_bytes());
        self.blocks.extend(length(self.texts.len())?.to_le_bytes());
        sections.write(&packed)?;
        self.text_offset = self.text_offset.saturating_add(u64::from(length(packed.len())?));
        self.block_count = self.block_count.checked_add(1).ok_or(Error::TooMany { what: "texts" })?;
        self.texts.clear();
        Ok(())
    }

    fn name(&self, row: &Row) -> &[u8] {
        let start = usize::try_from(row.name.0).unwrap_or(usize::MAX);
        self.names.get(start..start.saturating_add(usize::from(row.name.1))).unwrap_or_default()
    }

    fn entry(&self, row: &Row) -> &[u8] {
        super::layout::piece(&self.entries, row.entry.0, row.entry.1.into()).unwrap_or_default()
    }

    /// Writes names, packages, entries and ecosystems, and returns the number of packages.
    fn write_packages(mut self, sections: &mut Sections<'_>) -> Result<u32, Error> {
        // Ecosystems get the numbers of their order.
        let mut places = vec![0_u16; self.ecosystems.len()];
        for (place, first) in (0_u16..).zip(self.ecosystems.values()) {
            if let Some(slot) = places.get_mut(usize::from(*first)) {
                *slot = place;
            }
        }
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.ecosystem = places.get(usize::from(row.ecosystem)).copied().unwrap_or_default();
        }
        rows.sort_unstable_by(|left, right| {
            let key = |row: &Row| (row.record, row.entry.0);
            left.ecosystem
                .cmp(&right.ecosystem)
                .then_with(|| self.name(left).cmp(self.name(right)))
                .then_with(|| key(left).cmp(&key(right)))
        });
        let (mut names, mut packages) = (Vec::new(), Vec::with_capacity(PACKAGE_ROW));
        let (mut offset, mut count) = (0_u64, 0_u32);
        for group in rows.chunk_by(|a, b| a.ecosystem == b.ecosystem && self.name(a) == self.name(b)) {
            let Some(first) = group.first() else { continue };
            let name = self.name(first);
            let start = u32::try_from(names.len()).map_err(|_| Error::TooMany { what: "names" })?;
            let bytes: u64 = group.iter().map(|row| u64::from(row.entry.1)).sum();
            packages.extend(start.to_le_bytes());
            packages.extend(first.name.1.to_le_bytes());
            packages.extend(first.ecosystem.to_le_bytes());
            packages.extend(offset.to_le_bytes());
            packages
                .extend(u32::try_from(bytes).map_err(|_| Error::TooMany { what: "entries" })?.to_le_bytes());
            packages.extend(
                u32::try_from(group.len()).map_err(|_| Error::TooMany { what: "entries" })?.to_le_bytes(),
            );
            names.extend(name);
            offset = offset.saturating_add(bytes);
            count = count.saturating_add(1);
        }
        sections.section(&names)?;
        sections.section(&packages)?;
        sections.begin();
        for row in &rows {
            sections.write(self.entry(row))?;
        }
        sections.end();
        let all: Vec<&String> = self.ecosystems.keys().collect();
        let all = postcard::to_allocvec(&all).map_err(|_| PACKING)?;
        if all.len() > MAX_ECOSYSTEMS_BYTES {
            return Err(Error::TooMany { what: "ecosystems" });
        }
        sections.section(&all)?;
        Ok(count)
    }
}

fn epss_rows(list: &EpssList) -> Vec<u8> {
    let mut rows = Vec::with_capacity(list.all.len().saturating_mul(EPSS_ROW));
    for (cve, epss) in &list.all {
        for number in [cve.year, cve.number, epss.probability_ppm, epss.percentile_ppm] {
            rows.extend(number.to_le_bytes());
        }
    }
    rows
}

fn kev_rows(list: &KevList) -> Vec<u8> {
    let mut rows = Vec::with_capacity(list.all.len().saturating_mul(KEV_ROW));
    for (cve, exploited) in &list.all {
        let due = exploited.due.map_or(super::joined::NO_DAY, super::joined::day);
        let flags = u32::from(exploited.by_ransomware);
        for number in [cve.year, cve.number, super::joined::day(exploited.since), due, flags] {
            rows.extend(number.to_le_bytes());
        }
    }
    rows
}

const _: () = assert!(Part::ALL.len() == 10, "Builder::write writes ten sections");
