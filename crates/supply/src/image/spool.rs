//! Archives that cannot be read where they stand: they come through a pipe, or are packed as a whole.

use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};

use sekimori_parse::archive::{HEAD, Kind, kind};

use super::Error;
use super::section::Section;

/// Puts an archive aside, unpacked, into a file that has no name and goes away with the program.
///
/// # Errors
/// [`Error::Spool`], and [`Error::SpoolTooLarge`] where it comes to more than `limit_bytes`.
pub(super) fn spool(source: &mut dyn Read, limit_bytes: u64) -> Result<File, Error> {
    let mut source = BufReader::with_capacity(64 << 10, source);
    let head = head(&mut source).map_err(Error::Spool)?;
    let chained = io::Cursor::new(head.clone()).chain(source);
    let unpacked: Box<dyn Read> = match kind(&head) {
        Some(Kind::Stream(packing)) => packing.inflate(chained).ok_or_else(|| Error::NotAnImage {
            what: "the archive".to_owned(),
            detail: format!("it is packed with {}, which is not unpacked here", packing.as_str()),
        })?,
        _ => Box::new(chained),
    };
    let mut file = tempfile::tempfile().map_err(Error::Spool)?;
    let mut limited = unpacked.take(limit_bytes.saturating_add(1));
    let mut buffer = vec![0; 128 << 10];
    let mut written = 0_u64;
    loop {
        let count = match limited.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::Spool(error)),
        };
        written = written.saturating_add(count as u64);
        if written > limit_bytes {
            return Err(Error::SpoolTooLarge { limit_bytes });
        }
        file.write_all(buffer.get(..count).unwrap_or_default()).map_err(Error::Spool)?;
    }
    Ok(file)
}

/// Tells whether an archive is packed as a whole.
pub(super) fn is_packed(file: &File) -> io::Result<bool> {
    let head = head(&mut Section::new(file, 0, HEAD as u64))?;
    Ok(matches!(kind(&head), Some(Kind::Stream(_))))
}

fn head(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let (head, error) = sekimori_parse::archive::read_up_to(source, HEAD);
    error.map_or(Ok(head), Err)
}
