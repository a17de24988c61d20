//! How the text of a carrier is stored: as it is, with other ends of lines, in another encoding, packed.

use std::ops::RangeInclusive;

use data_encoding::BASE64;
use sekimori_secrets::sample::Dice;

/// A way to store a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// As it is.
    Plain,
    /// With lines that end in a carriage return and a line feed.
    Windows,
    /// Behind a byte order mark, in UTF-8.
    Marked,
    /// In UTF-16, the low byte first.
    Wide,
    /// In UTF-16, the high byte first.
    WideBig,
    /// As the base64 of the whole, in a ConfigMap.
    Base64,
    /// As the base64 of a base64.
    Base64Twice,
    /// As a member of a zip archive.
    Zip,
    /// As a member of a tar archive in a gzip stream.
    TarGz,
}

impl Wrapping {
    /// Tells whether the bytes of the text stand in the file as they are.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Plain | Self::Windows | Self::Marked)
    }

    /// Chooses one; half of the texts stay as they are.
    pub(super) fn chosen(dice: &mut Dice) -> Self {
        match dice.below(16) {
            0 | 1 => Self::Windows,
            2 => Self::Marked,
            3 => Self::Wide,
            4 => Self::WideBig,
            5 => Self::Base64,
            6 => Self::Base64Twice,
            7 => Self::Zip,
            8 => Self::TarGz,
            _ => Self::Plain,
        }
    }

    /// Stores a text of that name; returns the name of the file, its bytes, and the lines of the secret there.
    pub(super) fn wrap(
        self,
        path: &str,
        text: String,
        lines: RangeInclusive<usize>,
    ) -> (String, Vec<u8>, RangeInclusive<usize>) {
        let config_map = |data: &str| {
            let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\nbinaryData:\n";
            format!("{head}  file: {data}\n").into_bytes()
        };
        match self {
            Self::Plain => (path.to_owned(), text.into_bytes(), lines),
            Self::Windows => (path.to_owned(), text.replace('\n', "\r\n").into_bytes(), lines),
            Self::Marked => (path.to_owned(), [b"\xEF\xBB\xBF", text.as_bytes()].concat(), lines),
            Self::Wide => {
                let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
                // A line feed is one byte of the two of its unit.
                (path.to_owned(), units.flat_map(u16::to_le_bytes).collect(), lines)
            }
            Self::WideBig => {
                let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
                (path.to_owned(), units.flat_map(u16::to_be_bytes).collect(), lines)
            }
            Self::Base64 => ("configmap.yaml".to_owned(), config_map(&BASE64.encode(text.as_bytes())), 6..=6),
            Self::Base64Twice => {
                let once = BASE64.encode(text.as_bytes());
                ("configmap.yaml".to_owned(), config_map(&BASE64.encode(once.as_bytes())), 6..=6)
            }
            Self::Zip => ("packed.zip".to_owned(), zip(path, text.as_bytes()), 1..=usize::MAX),
            Self::TarGz => ("packed.tar.gz".to_owned(), gzip(&tar(path, text.as_bytes())), 1..=usize::MAX),
        }
    }
}

/// A zip archive with one member that is stored, not compressed.
///
/// # Source
/// APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
pub fn zip(path: &str, bytes: &[u8]) -> Vec<u8> {
    let length = |of: usize| u32::try_from(of).unwrap_or_default().to_le_bytes();
    let name = u16::try_from(path.len()).unwrap_or_default().to_le_bytes();
    // Flags, method, time, date of 1980-01-01, checksum, both lengths, length of the name, no extra field.
    let fields = [
        &[0, 0, 0, 0, 0, 0, 0x21, 0][..],
        &checksum(bytes).to_le_bytes(),
        &length(bytes.len()),
        &length(bytes.len()),
        &name,
        &[0, 0],
    ]
    .concat();
    let local = [b"PK\x03\x04\x14\0", &fields[..], path.as_bytes(), bytes].concat();
    let central = [b"PK\x01\x02\x14\0\x14\0", &fields[..], &[0; 14], path.as_bytes()].concat();
    let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &length(central.len())[..], &length(local.len()), &[0, 0]];
    [local, central, end.concat()].concat()
}

/// A tar archive with one member.
///
/// # Source
/// POSIX.1-2024, pax, "ustar Interchange Format".
fn tar(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = [0_u8; 512];
    let mut put = |at: usize, text: &[u8]| {
        for (place, byte) in head.iter_mut().skip(at).zip(text) {
            *place = *byte;
        }
    };
    put(0, path.as_bytes());
    put(100, b"0000644\x000000000\x000000000\x00");
    put(124, format!("{:011o}\0{:011o}\0", bytes.len(), 0).as_bytes());
    put(148, b"        0");
    put(257, b"ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    for (place, byte) in head.iter_mut().skip(148).zip(format!("{sum:06o}\0 ").bytes()) {
        *place = byte;
    }
    let padding = vec![0; bytes.len().div_ceil(512) * 512 - bytes.len() + 1024];
    [&head[..], bytes, &padding].concat()
}

/// A gzip stream whose blocks are stored.
///
/// # Source
/// RFC 1952, and RFC 1951 section 3.2.4.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut made = b"\x1F\x8B\x08\0\0\0\0\0\0\xFF".to_vec();
    let blocks = bytes.chunks(0xFFFF).collect::<Vec<_>>();
    for (number, block) in blocks.iter().enumerate() {
        made.push(u8::from(number + 1 == blocks.len()));
        let length = u16::try_from(block.len()).unwrap_or_default();
        made.extend(length.to_le_bytes());
        made.extend((!length).to_le_bytes());
        made.extend(*block);
    }
    made.extend(checksum(bytes).to_le_bytes());
    made.extend(u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes());
    made
}

/// CRC-32 as in both formats, a bit at a time.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    })
}
