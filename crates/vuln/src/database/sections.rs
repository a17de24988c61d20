//! Writes one section after the other, with its checksum.

use std::io::Write;

use sha2::{Digest as _, Sha256};

use super::layout::Section;
use crate::Error;

/// What is written, and where.
pub(super) struct Sections<'w> {
    out: &'w mut dyn Write,
    written: u64,
    started: u64,
    hasher: Sha256,
    crc32: crc32fast::Hasher,
    done: Vec<Section>,
}

impl<'w> Sections<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            written: 0,
            started: 0,
            hasher: Sha256::new(),
            crc32: crc32fast::Hasher::new(),
            done: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self) {
        self.started = self.written;
        self.hasher = Sha256::new();
        self.crc32.reset();
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.write_all(bytes).map_err(|error| Error::Write(error.kind()))?;
        self.hasher.update(bytes);
        self.crc32.update(bytes);
        let bytes = u64::try_from(bytes.len()).map_err(|_| Error::TooMany { what: "bytes" })?;
        self.written = self.written.saturating_add(bytes);
        Ok(())
    }

    pub(super) fn end(&mut self) {
        let sha256 = std::mem::replace(&mut self.hasher, Sha256::new()).finalize().into();
        let bytes = self.written.saturating_sub(self.started);
        let crc32 = std::mem::take(&mut self.crc32).finalize();
        self.done.push(Section { offset: self.started, bytes, sha256, crc32 });
    }

    pub(super) fn section(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.begin();
        self.write(bytes)?;
        self.end();
        Ok(())
    }

    pub(super) fn done(&self) -> &[Section] {
        &self.done
    }

    /// Writes the head and what stands behind it, and returns how much was written in all.
    pub(super) fn finish(mut self, head: &[u8], end: &[u8]) -> Result<u64, Error> {
        let length = u32::try_from(head.len()).map_err(|_| Error::TooMany { what: "sources" })?;
        let sha256: [u8; 32] = Sha256::digest(head).into();
        for part in [head, &sha256, &length.to_le_bytes(), end] {
            self.write(part)?;
        }
        self.out.flush().map_err(|error| Error::Write(error.kind()))?;
        Ok(self.written)
    }
}
