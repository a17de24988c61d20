//! What is packed: known by its first bytes, never by its name, and unpacked in memory, one member at a time.
//!
//! What is asked of the decoders is only what they say; sizes in headers are never trusted, and every byte that comes out
//! is counted.

pub mod bounded;
mod bzip2;
pub mod deb;
mod gzip;
pub mod name;
mod sparse;
pub mod tar;
mod xz;
pub mod zip;
mod zstd;

use std::io::{self, BufRead, Read};

/// How many of the first bytes tell what something is: a header of tar.
pub const HEAD: usize = 512;

/// What something is packed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One stream, inflated.
    Stream(Packing),
    /// Files one behind the other.
    Tar,
    /// Files with a directory at the end.
    Zip,
    /// A package of Debian.
    Deb,
}

/// How one stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// The .xz File Format.
    Xz,
    /// Blocks that are sorted first.
    Bzip2,
}

/// Tells what bytes are by how they begin.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    match bytes {
        [0x1F, 0x8B, 8, ..] => Some(Kind::Stream(Packing::Gzip)),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Kind::Stream(Packing::Zstd)),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Kind::Stream(Packing::Xz)),
        // The digits of pi stand at the head of its first block.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => {
            Some(Kind::Stream(Packing::Bzip2))
        }
        [b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        _ if bytes.starts_with(deb::MARK) => Some(Kind::Deb),
        _ if tar::is_header(bytes.get(..HEAD)?) => Some(Kind::Tar),
        _ => None,
    }
}

/// Names what bytes are packed as, where that is known by how they begin and not unpacked here.
pub fn not_unpacked(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => Some("7z"),
        [b'R', b'a', b'r', b'!', 0x1A, 7, 0 | 1, ..] => Some("rar"),
        [b'L', b'Z', b'I', b'P', 1, ..] => Some("lzip"),
        [4, 0x22, 0x4D, 0x18, ..] => Some("lz4"),
        // Its properties as nearly everything writes them, a dictionary of whole kilobytes, and a length that is not
        // said or below 2^40.
        [0x5D, 0, 0, low, high, 255, 255, 255, 255, 255, 255, 255, 255, 0, ..]
        | [0x5D, 0, 0, low, high, _, _, _, _, _, 0, 0, 0, 0, ..]
            if (*low, *high) != (0, 0) =>
        {
            Some("lzma")
        }
        _ => None,
    }
}

impl Packing {
    /// The word for the step.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }

    /// Inflates a stream; none where that is not known here.
    pub fn inflate<'r>(self, source: impl BufRead + 'r) -> Option<Box<dyn Read + 'r>> {
        Some(match self {
            Self::Gzip => Box::new(gzip::Gzip::new(source)),
            Self::Zstd => Box::new(zstd::Zstd::new(source)),
            Self::Xz => Box::new(xz::Xz::new(source)),
            Self::Bzip2 => Box::new(bzip2::Bzip2::new(source)),
        })
    }
}

/// Reads up to `most` bytes, or up to the end; the error, where one came before.
pub fn read_up_to(source: &mut dyn Read, most: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut all = Vec::new();
    let error = read_more(source, most, &mut all);
    (all, error)
}

/// Reads on until `all` has `most` bytes, or to the end; returns the error, where one came before.
pub fn read_more(source: &mut dyn Read, most: usize, all: &mut Vec<u8>) -> Option<io::Error> {
    let mut buffer = [0; 16 << 10];
    while all.len() < most {
        let wanted = buffer.len().min(most - all.len());
        let Some(part) = buffer.get_mut(..wanted) else { break };
        match source.read(part) {
            Ok(0) => break,
            Ok(count) => all.extend_from_slice(part.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Some(error),
        }
    }
    None
}

/// Passes over `count` bytes; tells whether there were so many.
///
/// # Errors
/// Where the source has one.
pub fn skip(source: &mut dyn Read, count: u64) -> io::Result<bool> {
    let mut buffer = [0; 16 << 10];
    let mut left = count;
    while left > 0 {
        let wanted = usize::try_from(left).unwrap_or(buffer.len()).min(buffer.len());
        let Some(part) = buffer.get_mut(..wanted) else { break };
        match source.read(part) {
            Ok(0) => return Ok(false),
            Ok(count) => left -= (count as u64).min(left),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
