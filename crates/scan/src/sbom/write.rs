//! A bill of materials, written in one of the formats that others read.

use std::io::{self, Write};

use jiff::Timestamp;
use sekimori_model::Sbom;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::names::Names;
use super::{cyclonedx, spdx};

/// The formats that a bill is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SbomFormat {
    /// `CycloneDX` 1.6 as JSON.
    CycloneDx,
    /// SPDX 2.3 as JSON.
    Spdx,
}

/// Writes a bill. `now` is the time of a bill that has none of its own, in a format that demands one.
///
/// The id of the document is made of all that it says, so that the same bill is the same document, byte for byte.
///
/// # Errors
/// What the writer says.
pub fn write(sbom: &Sbom, format: SbomFormat, now: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(&sbom.packages, cyclonedx::executables(sbom), &cyclonedx::TAKEN);
    match format {
        SbomFormat::CycloneDx => {
            let mut document = cyclonedx::document(sbom, &names);
            document.set_id(&id(&document)?);
            json(&document, out)
        }
        SbomFormat::Spdx => {
            let ids = spdx::ids(sbom, &names);
            let files = spdx::file_ids(&names);
            let mut document = spdx::document(sbom, &names, &ids, &files, sbom.created.unwrap_or(now));
            document.set_id(&id(&document)?);
            json(&document, out)
        }
    }
}

fn json(document: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, document).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// A UUID of what a document says, before it has one.
///
/// # Source
/// RFC 9562, 5.8: version 8, whose bits are the maker's own; here those of SHA-256.
fn id(document: &impl Serialize) -> io::Result<String> {
    let mut hashed = Hashed(Sha256::new());
    serde_json::to_writer(&mut hashed, document).map_err(io::Error::from)?;
    let digest = hashed.0.finalize();
    let mut bits = [0; 16];
    for (bit, byte) in bits.iter_mut().zip(digest.iter()) {
        *bit = *byte;
    }
    let bits = u128::from_be_bytes(bits);
    let bits = bits & !(0xF << 76) & !(0b11 << 62) | 8 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok([part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-"))
}

struct Hashed(Sha256);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
