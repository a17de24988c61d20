//! Finds things in a database, each where it lies. Every offset is checked when it is followed.

use std::cmp::Ordering;

use jiff::Timestamp;
use sekimori_model::{AdvisoryReference, AdvisoryText, Epss, Exploited};

use super::joined::{Cve, EpssList, KevList, NO_DAY, date};
use super::layout::{MAX_BLOCK_BYTES, Part, piece, u16_at, u32_at, u64_at};
use super::packed::{Entry, Meta, Packed, Place, Text};
use super::{Database, RecordFacts};
use crate::Error;

const fn damaged(part: Part) -> Error {
    Error::Damaged { part: part.name() }
}

impl<'a> Database<'a> {
    /// Returns a record by its place.
    pub(crate) fn meta(&self, index: usize) -> Result<Meta<'a>, Error> {
        let row = self.row(Part::Records, index)?;
        let bytes = u64_at(row, 0).and_then(|at| piece_from(self.section(Part::Metas), at));
        let bytes = bytes.ok_or(damaged(Part::Records))?;
        postcard::take_from_bytes(bytes).map(|(meta, _)| meta).map_err(|_| damaged(Part::Metas))
    }

    /// Returns the id of a record by its place: the first of what stands there.
    fn id(&self, index: usize) -> Result<&'a str, Error> {
        let row = self.row(Part::Records, index)?;
        let bytes = u64_at(row, 0).and_then(|at| piece_from(self.section(Part::Metas), at));
        let bytes = bytes.ok_or(damaged(Part::Records))?;
        postcard::take_from_bytes(bytes).map(|(id, _)| id).map_err(|_| damaged(Part::Metas))
    }

    /// Returns the place of a record by its id.
    pub(crate) fn find(&self, id: &str) -> Result<Option<usize>, Error> {
        search(self.rows(Part::Records), |index| Ok(self.id(index)?.cmp(id)))
    }

    /// Returns what is known of a record by its id.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that contradicts the rest.
    pub fn record(&self, id: &str) -> Result<Option<RecordFacts>, Error> {
        let Some(index) = self.find(id)? else { return Ok(None) };
        let meta = self.meta(index)?;
        let time = |seconds: i64| Timestamp::from_second(seconds).ok().filter(|_| seconds != 0);
        Ok(Some(RecordFacts {
            id: meta.id.to_owned(),
            modified: Timestamp::from_microsecond(meta.modified).map_err(|_| damaged(Part::Metas))?,
            published: time(meta.published),
            withdrawn: time(meta.withdrawn),
            aliases: meta.aliases.into_iter().map(str::to_owned).collect(),
            upstream: meta.upstream.into_iter().map(str::to_owned).collect(),
        }))
    }

    /// Tells whether a record is called so, or tells of a fault that is: by its id, an alias, or what it passes on, in any case
    /// of letters. All records are looked through.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that contradicts the rest.
    pub fn has_name(&self, name: &str) -> Result<bool, Error> {
        let is_it = |known: &str| known.eq_ignore_ascii_case(name);
        for index in 0..self.rows(Part::Records) {
            let meta = self.meta(index)?;
            if is_it(meta.id) || meta.aliases.iter().chain(&meta.upstream).any(|known| is_it(known)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what people wrote of a record; none where there is no such record.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that contradicts the rest.
    pub fn text(&self, id: &str) -> Result<Option<AdvisoryText>, Error> {
        self.texts().text(id)
    }

    /// Reads what people wrote of several records.
    pub fn texts(&self) -> Texts<'_, 'a> {
        Texts { database: self, number: None, block: Vec::new() }
    }

    /// Unpacks the block that has the text of a record.
    pub(super) fn block_of(&self, index: usize) -> Result<Vec<u8>, Error> {
        let block = u32_at(self.row(Part::Records, index)?, 8).ok_or(damaged(Part::Records))?;
        self.block(usize::try_from(block).map_err(|_| damaged(Part::Records))?)
    }

    pub(super) fn block(&self, block: usize) -> Result<Vec<u8>, Error> {
        let row = self.row(Part::Blocks, block)?;
        let packed = u64_at(row, 0).zip(u32_at(row, 8));
        let packed = packed.and_then(|(at, bytes)| piece(self.section(Part::Texts), at, bytes.into()));
        let packed = packed.ok_or(damaged(Part::Blocks))?;
        let bytes = u32_at(row, 12).and_then(|bytes| usize::try_from(bytes).ok());
        let bytes = bytes.filter(|bytes| *bytes <= MAX_BLOCK_BYTES).ok_or(damaged(Part::Blocks))?;
        lz4_flex::block::decompress(packed, bytes).map_err(|_| damaged(Part::Texts))
    }

    pub(super) fn text_in<'b>(&self, index: usize, block: &'b [u8]) -> Result<Text<'b>, Error> {
        let at = u32_at(self.row(Part::Records, index)?, 12).ok_or(damaged(Part::Records))?;
        let bytes = piece_from(block, at.into()).ok_or(damaged(Part::Records))?;
        postcard::take_from_bytes(bytes).map(|(text, _)| text).map_err(|_| damaged(Part::Texts))
    }

    /// Returns ecosystem and name of a package by its place.
    pub(super) fn key(&self, index: usize) -> Result<(u16, &'a [u8]), Error> {
        let row = self.row(Part::Packages, index)?;
        let name = u32_at(row, 0).zip(u16_at(row, 4));
        let name = name.and_then(|(at, bytes)| piece(self.section(Part::Names), at.into(), bytes.into()));
        let ecosystem = u16_at(row, 6);
        ecosystem.zip(name).ok_or(damaged(Part::Packages))
    }

    /// Returns the place of a package.
    pub(crate) fn package(&self, ecosystem: u16, name: &str) -> Result<Option<usize>, Error> {
        let wanted = (ecosystem, name.as_bytes());
        search(self.rows(Part::Packages), |index| Ok(self.key(index)?.cmp(&wanted)))
    }

    /// Calls `take` with what records say of a package.
    pub(crate) fn each_entry(
        &self,
        package: usize,
        take: &mut dyn FnMut(Entry<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let row = self.row(Part::Packages, package)?;
        let bytes = u64_at(row, 8).zip(u32_at(row, 16));
        let bytes = bytes.and_then(|(at, bytes)| piece(self.section(Part::Entries), at, bytes.into()));
        let mut bytes = bytes.ok_or(damaged(Part::Packages))?;
        for _ in 0..u32_at(row, 20).ok_or(damaged(Part::Packages))? {
            let (entry, rest) = postcard::take_from_bytes(bytes).map_err(|_| damaged(Part::Entries))?;
            bytes = rest;
            take(entry)?;
        }
        Ok(())
    }

    /// Returns whether a fault is exploited.
    pub(crate) fn exploited(&self, cve: Cve) -> Result<Option<Exploited>, Error> {
        let found = search(self.rows(Part::Kev), |index| Ok(self.cve(Part::Kev, index)?.cmp(&cve)))?;
        found.map(|index| self.exploited_at(index)).transpose()
    }

    fn exploited_at(&self, index: usize) -> Result<Exploited, Error> {
        let row = self.row(Part::Kev, index)?;
        let day = |at| u32_at(row, at).filter(|day| *day != NO_DAY).and_then(date);
        Ok(Exploited {
            since: day(8).ok_or(damaged(Part::Kev))?,
            due: day(12),
            by_ransomware: u32_at(row, 16) == Some(1),
        })
    }

    /// Returns how likely a fault is to be exploited.
    pub(crate) fn epss(&self, cve: Cve) -> Result<Option<Epss>, Error> {
        let found = search(self.rows(Part::Epss), |index| Ok(self.cve(Part::Epss, index)?.cmp(&cve)))?;
        found.map(|index| self.epss_at(index)).transpose()
    }

    fn epss_at(&self, index: usize) -> Result<Epss, Error> {
        let row = self.row(Part::Epss, index)?;
        let share = |at| u32_at(row, at).filter(|share| *share <= 1_000_000).ok_or(damaged(Part::Epss));
        Ok(Epss { probability_ppm: share(8)?, percentile_ppm: share(12)? })
    }

    pub(super) fn cve(&self, part: Part, index: usize) -> Result<Cve, Error> {
        let row = self.row(part, index)?;
        let numbers = u32_at(row, 0).zip(u32_at(row, 4));
        numbers.map(|(year, number)| Cve { year, number }).ok_or(damaged(part))
    }

    pub(super) fn kev_list(&self) -> Result<KevList, Error> {
        let all = (0..self.rows(Part::Kev))
            .map(|index| Ok((self.cve(Part::Kev, index)?, self.exploited_at(index)?)))
            .collect::<Result<_, Error>>()?;
        Ok(KevList::held(self.head.kev_version.clone(), all))
    }

    pub(super) fn epss_list(&self) -> Result<EpssList, Error> {
        let all = (0..self.rows(Part::Epss))
            .map(|index| Ok((self.cve(Part::Epss, index)?, self.epss_at(index)?)))
            .collect::<Result<_, Error>>()?;
        Ok(EpssList::held(self.head.epss_version.clone(), all))
    }

    /// Calls `take` with each record as it was packed, sorted by id.
    pub(super) fn each_packed(
        &self,
        take: &mut dyn FnMut(&Packed<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        // Record, package and where its entry begins: little enough for millions.
        let mut places: Vec<(u32, u32, u64)> = Vec::new();
        let entries = self.section(Part::Entries);
        for package in 0..self.rows(Part::Packages) {
            let row = self.row(Part::Packages, package)?;
            let (at, bytes) = u64_at(row, 8).zip(u32_at(row, 16)).ok_or(damaged(Part::Packages))?;
            let all = piece(entries, at, bytes.into()).ok_or(damaged(Part::Packages))?;
            let mut rest = all;
            while !rest.is_empty() {
                let begins = u64::try_from(all.len().saturating_sub(rest.len())).unwrap_or_default();
                let (entry, behind): (Entry<'a>, _) =
                    postcard::take_from_bytes(rest).map_err(|_| damaged(Part::Entries))?;
                rest = behind;
                let package = u32::try_from(package).map_err(|_| damaged(Part::Packages))?;
                places.push((entry.record, package, at.saturating_add(begins)));
            }
        }
        places.sort_unstable();
        let mut places = places.into_iter().peekable();
        let (mut block, mut unpacked) = (None, Vec::new());
        for index in 0..self.rows(Part::Records) {
            let number = u32_at(self.row(Part::Records, index)?, 8);
            if block != number {
                (block, unpacked) = (number, self.block_of(index)?);
            }
            let text = self.text_in(index, &unpacked)?;
            let mut packed = Packed { meta: self.meta(index)?, places: Vec::new(), text };
            let is_of =
                |place: &(u32, u32, u64)| usize::try_from(place.0).is_ok_and(|record| record == index);
            while let Some((_, package, at)) = places.next_if(is_of) {
                let (ecosystem, name) =
                    self.key(usize::try_from(package).map_err(|_| damaged(Part::Packages))?)?;
                let ecosystem = self.ecosystems.get(usize::from(ecosystem)).ok_or(damaged(Part::Packages))?;
                let name = std::str::from_utf8(name).map_err(|_| damaged(Part::Names))?;
                let entry = piece_from(entries, at).ok_or(damaged(Part::Packages))?;
                let (entry, _): (Entry<'a>, _) =
                    postcard::take_from_bytes(entry).map_err(|_| damaged(Part::Entries))?;
                // As it was before it had a place.
                packed.places.push(Place {
                    ecosystem: ecosystem.0,
                    name,
                    entry: Entry { record: 0, ..entry },
                });
            }
            packed.places.sort_unstable();
            take(&packed)?;
        }
        Ok(())
    }
}

/// Reads what people wrote of records. Texts of records whose ids are alike lie in one block, which is unpacked once.
#[derive(Debug)]
pub struct Texts<'d, 'a> {
    database: &'d Database<'a>,
    number: Option<u32>,
    block: Vec<u8>,
}

impl Texts<'_, '_> {
    /// Returns what people wrote of a record; none where there is no such record.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that contradicts the rest.
    pub fn text(&mut self, id: &str) -> Result<Option<AdvisoryText>, Error> {
        let Some(index) = self.database.find(id)? else { return Ok(None) };
        let number = u32_at(self.database.row(Part::Records, index)?, 8);
        if self.number.is_none() || self.number != number {
            self.number = None;
            self.block = self.database.block_of(index)?;
            self.number = number;
        }
        let text = self.database.text_in(index, &self.block)?;
        let reference = |(kind, url): (&str, &str)| AdvisoryReference { kind: kind.into(), url: url.into() };
        Ok(Some(AdvisoryText {
            summary: text.summary.to_owned(),
            details: text.details.to_owned(),
            references: text.references.into_iter().map(reference).collect(),
            licence: text.licence.to_owned(),
        }))
    }
}

/// Returns what begins at an offset.
fn piece_from(section: &[u8], offset: u64) -> Option<&[u8]> {
    section.get(usize::try_from(offset).ok()?..)
}

/// Searches a sorted table.
fn search(rows: usize, compare: impl Fn(usize) -> Result<Ordering, Error>) -> Result<Option<usize>, Error> {
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = low.midpoint(high);
        match compare(middle)? {
            Ordering::Less => low = middle.saturating_add(1),
            Ordering::Greater => high = middle,
            Ordering::Equal => return Ok(Some(middle)),
        }
    }
    Ok(None)
}
