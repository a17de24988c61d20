//! Reads a database to its end, and says whether it is what it says.

use sha2::{Digest as _, Sha256};

use super::Database;
use super::layout::Part;
use crate::Error;

impl Database<'_> {
    /// Compares all that decides with its checksums: every part but what people wrote, of which nothing depends. Takes some
    /// milliseconds, once before a database is used: a disk may change a bit, and a package would be without its advisory.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that is not what it should be.
    pub fn check(&self) -> Result<(), Error> {
        for (part, section) in Part::ALL.into_iter().zip(&self.head.sections) {
            if part != Part::Texts && crc32fast::hash(self.section(part)) != section.crc32 {
                return Err(Error::Damaged { part: part.name() });
            }
        }
        Ok(())
    }

    /// Checks the checksum of each part, that every offset leads somewhere, and that the tables are sorted. Takes as long as
    /// reading the whole file.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the part that is not what it should be.
    pub fn verify(&self) -> Result<(), Error> {
        for (part, section) in Part::ALL.into_iter().zip(&self.head.sections) {
            let sha256: [u8; 32] = Sha256::digest(self.section(part)).into();
            if sha256 != section.sha256 || crc32fast::hash(self.section(part)) != section.crc32 {
                return Err(Error::Damaged { part: part.name() });
            }
        }
        let mut last: Option<&str> = None;
        for index in 0..self.rows(Part::Records) {
            let meta = self.meta(index)?;
            if last.is_some_and(|last| last >= meta.id) {
                return Err(Error::Damaged { part: Part::Records.name() });
            }
            last = Some(meta.id);
        }
        for block in 0..self.rows(Part::Blocks) {
            self.block(block)?;
        }
        let records = self.rows(Part::Records);
        let mut last = None;
        for package in 0..self.rows(Part::Packages) {
            let key = self.key(package)?;
            if last.is_some_and(|last| last >= key) || usize::from(key.0) >= self.ecosystems.len() {
                return Err(Error::Damaged { part: Part::Packages.name() });
            }
            last = Some(key);
            self.each_entry(package, &mut |entry| match usize::try_from(entry.record) {
                Ok(record) if record < records => Ok(()),
                _ => Err(Error::Damaged { part: Part::Entries.name() }),
            })?;
        }
        for table in [Part::Kev, Part::Epss] {
            let mut last = None;
            for index in 0..self.rows(table) {
                let cve = self.cve(table, index)?;
                if last.is_some_and(|last| last >= cve) {
                    return Err(Error::Damaged { part: table.name() });
                }
                last = Some(cve);
            }
        }
        self.kev_list().and_then(|_| self.epss_list()).map(|_| ())
    }
}
