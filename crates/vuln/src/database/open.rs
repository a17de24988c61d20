//! Opens a database: its end, its head and the bounds of its parts are checked, and nothing else is read.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::Facts;
use super::layout::{
    END, FORMAT, Head, MAGIC, MAX_ECOSYSTEMS_BYTES, MAX_HEAD_BYTES, Part, TAIL_BYTES, piece, row, u32_at,
};
use crate::ecosystem::Family;
use crate::{Ecosystem, Error};

/// A database of advisories, in bytes that somebody else holds.
#[derive(Debug)]
pub struct Database<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) head: Head,
    pub(super) sections: [&'a [u8]; Part::ALL.len()],
    /// By the numbers that packages name them by.
    pub(super) ecosystems: Vec<(&'a str, Option<Ecosystem<'a>>)>,
}

const fn no(reason: &'static str) -> Error {
    Error::NoDatabase { reason }
}

impl<'a> Database<'a> {
    /// Opens a database. What is checked does not grow with its size: call [`Self::verify`] once after it was fetched.
    ///
    /// # Errors
    /// [`Error::NoDatabase`] where it is none or was cut off, [`Error::Format`] where it is of another format, and
    /// [`Error::Damaged`] where its head contradicts it.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        if !bytes.starts_with(MAGIC) {
            return Err(no("it does not begin like one"));
        }
        let tail = bytes.len().checked_sub(TAIL_BYTES).and_then(|at| bytes.split_at_checked(at));
        let Some((before, tail)) = tail.filter(|(_, tail)| tail.ends_with(END)) else {
            return Err(no("it does not end like one"));
        };
        let length = u32_at(tail, 32).and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX);
        let head = before.len().checked_sub(length).filter(|_| length <= MAX_HEAD_BYTES);
        let head = head.and_then(|at| before.get(at..)).ok_or(no("its head is too long"))?;
        let sha256: [u8; 32] = Sha256::digest(head).into();
        if !tail.starts_with(&sha256) {
            return Err(no("its head is not what its checksum says"));
        }
        // The format comes first, so that it can be read of any.
        match postcard::take_from_bytes::<u16>(head) {
            Ok((FORMAT, _)) => {}
            Ok((found, _)) => return Err(Error::Format { found, known: FORMAT }),
            Err(_) => return Err(no("its head cannot be read")),
        }
        let head: Head = postcard::from_bytes(head).map_err(|_| no("its head cannot be read"))?;
        let mut sections = [&bytes[..0]; Part::ALL.len()];
        if head.sections.len() != sections.len() {
            return Err(no("it has too few parts"));
        }
        let mut end = u64::try_from(MAGIC.len()).unwrap_or_default();
        for ((part, section), slot) in Part::ALL.into_iter().zip(&head.sections).zip(&mut sections) {
            let damaged = Error::Damaged { part: part.name() };
            // One follows the other, so that none overlaps.
            if section.offset != end {
                return Err(damaged);
            }
            *slot =
                piece(before, section.offset, section.bytes).ok_or(Error::Damaged { part: part.name() })?;
            if slot.len() % part.row() != 0 {
                return Err(damaged);
            }
            end = end.saturating_add(section.bytes);
        }
        let mut database = Self { bytes, head, sections, ecosystems: Vec::new() };
        database.ecosystems = database.read_ecosystems()?;
        Ok(database)
    }

    fn read_ecosystems(&self) -> Result<Vec<(&'a str, Option<Ecosystem<'a>>)>, Error> {
        let damaged = Error::Damaged { part: Part::Ecosystems.name() };
        let bytes = self.section(Part::Ecosystems);
        if bytes.len() > MAX_ECOSYSTEMS_BYTES {
            return Err(damaged);
        }
        let names: Vec<&'a str> = postcard::from_bytes(bytes).map_err(|_| damaged)?;
        Ok(names.into_iter().map(|name| (name, Ecosystem::parse(name))).collect())
    }

    /// Returns what the database says of itself.
    pub fn facts(&self) -> Facts {
        let rows = |part: Part| self.section(part).len() / part.row();
        Facts {
            format: self.head.format,
            built: Timestamp::from_second(self.head.built).unwrap_or_default(),
            records: rows(Part::Records),
            withdrawn: self.head.withdrawn,
            packages: rows(Part::Packages),
            ecosystems: self.ecosystems.iter().map(|(name, _)| (*name).to_owned()).collect(),
            exploited: rows(Part::Kev),
            kev_version: self.head.kev_version.clone(),
            estimated: rows(Part::Epss),
            epss_version: self.head.epss_version.clone(),
            sources: self.head.sources.clone(),
            bytes: self.bytes.len(),
        }
    }

    /// Returns a part of the file.
    pub(super) fn section(&self, part: Part) -> &'a [u8] {
        let place = Part::ALL.iter().position(|one| *one == part).unwrap_or_default();
        self.sections.get(place).copied().unwrap_or_default()
    }

    pub(super) fn rows(&self, part: Part) -> usize {
        self.section(part).len() / part.row()
    }

    /// Returns a row of a table.
    pub(super) fn row(&self, part: Part, index: usize) -> Result<&'a [u8], Error> {
        row(self.section(part), part.row(), index).ok_or(Error::Damaged { part: part.name() })
    }

    /// Returns the ecosystems of a family that have a release, by their numbers.
    pub(crate) fn ecosystems_of(
        &self,
        family: &'static Family,
        speaks: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = (u16, &'a str)> {
        (0_u16..).zip(&self.ecosystems).filter_map(move |(number, (name, ecosystem))| {
            let ecosystem = ecosystem.as_ref().filter(|one| std::ptr::eq(one.family, family))?;
            speaks(ecosystem.release).then_some((number, *name))
        })
    }
}
