//! Where a program of Go says what it was built of.
//!
//! # Source
//! `debug/buildinfo` of the standard library: a header of 32 bytes, with texts behind it since Go 1.18, and with addresses
//! of texts before.

use object::{File, Object, ObjectSection};

use super::build_info;
use crate::Failure;
use crate::packages::{Bounds, Found, Input, program};

/// What the header begins with.
const MAGIC: &[u8] = b"\xFF Go buildinf:";
/// The header lies at a multiple of this in its section.
const ALIGNED: usize = 16;
const HEADER: usize = 32;
/// The longest text, in bytes: a hundred times the longest seen.
const LONGEST: u64 = 16 << 20;

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    for file in program::files(input.bytes) {
        if let Some((version, info)) = find(&file) {
            // All parts of a program for several processors are built of the same.
            return build_info::take(&version, &info, input, bounds, found);
        }
    }
    Ok(())
}

/// The version of the toolchain, and what the program was built of.
fn find(file: &File<'_>) -> Option<(String, String)> {
    // Windows has no section of its own for it.
    for name in [".go.buildinfo", "__go_buildinfo", ".data", "__data"] {
        let Some(data) = file.section_by_name(name).and_then(|section| section.data().ok()) else { continue };
        let at = memchr::memmem::find_iter(data, MAGIC).find(|at| at.is_multiple_of(ALIGNED));
        if let Some(header) = at.and_then(|at| data.get(at..)) {
            return texts(file, header);
        }
    }
    None
}

fn texts(file: &File<'_>, header: &[u8]) -> Option<(String, String)> {
    let (size, flags) = (*header.get(14)?, *header.get(15)?);
    let (version, info) = if flags & 2 != 0 {
        let rest = header.get(HEADER..)?;
        let (version, rest) = counted(rest)?;
        let (info, _) = counted(rest).unwrap_or_default();
        (version, info)
    } else {
        let word = Word { size: usize::from(size), is_big: flags & 1 != 0 };
        let version = pointed(file, word, word.read(header.get(ALIGNED..)?)?)?;
        let second = ALIGNED.checked_add(word.size)?;
        let info =
            word.read(header.get(second..)?).and_then(|at| pointed(file, word, at)).unwrap_or_default();
        (version, info)
    };
    // Sixteen bytes on both sides help tools that search memory for it.
    let info = match info.len().checked_sub(17) {
        Some(end) if end >= ALIGNED && info.get(end) == Some(&b'\n') => info.get(ALIGNED..=end)?,
        _ => &[],
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((text(version), text(info)))
}

/// A text behind its length.
fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length: u64 = 0;
    // Seven bits a byte, the lowest first; ten bytes at most.
    for (index, byte) in bytes.iter().enumerate().take(9) {
        let shift = u32::try_from(index).ok()?.checked_mul(7)?;
        length |= u64::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            let length = usize::try_from(length).ok().filter(|_| length <= LONGEST)?;
            return bytes.get(index.checked_add(1)?..)?.split_at_checked(length);
        }
    }
    None
}

/// How a program writes addresses.
#[derive(Clone, Copy)]
struct Word {
    size: usize,
    is_big: bool,
}

impl Word {
    fn read(self, bytes: &[u8]) -> Option<u64> {
        let bytes = bytes.get(..self.size)?;
        match (self.size, self.is_big) {
            (4, false) => Some(u32::from_le_bytes(bytes.try_into().ok()?).into()),
            (4, true) => Some(u32::from_be_bytes(bytes.try_into().ok()?).into()),
            (8, false) => Some(u64::from_le_bytes(bytes.try_into().ok()?)),
            (8, true) => Some(u64::from_be_bytes(bytes.try_into().ok()?)),
            _ => None,
        }
    }
}

/// The text whose header, an address and a length, lies at an address.
fn pointed<'b>(file: &File<'b>, word: Word, address: u64) -> Option<&'b [u8]> {
    let size = u64::try_from(word.size).ok()?;
    let header = program::at(file, address, size.checked_mul(2)?)?;
    let (start, length) = (word.read(header)?, word.read(header.get(word.size..)?)?);
    if length > LONGEST {
        return None;
    }
    program::at(file, start, length)
}

#[cfg(test)]
mod tests {
    use super::MAGIC;
    use crate::packages::program::sample;
    use crate::packages::trial::{program, told};

    const INFO: &str =
        "path\tgit.example/app/cmd\nmod\tgit.example/app\t(devel)\t\ndep\tgit.example/one\tv1.0.0\th1:x=\n";

    fn guarded() -> Vec<u8> {
        [&[b'0'; 16][..], INFO.as_bytes(), &[b'1'; 16]].concat()
    }

    fn inline(data: &[u8]) -> Vec<u8> {
        let info = guarded();
        let length = u8::try_from(info.len() & 0x7F).expect("seven bits") | 0x80;
        let rest = u8::try_from(info.len() >> 7).expect("it is short");
        let mut all = [data, MAGIC, &[8, 2], &[0; 16], &[8], b"go1.22.3", &[length, rest], &info].concat();
        all.push(0);
        all
    }

    #[test]
    fn texts_behind_the_header_are_read() {
        let wanted =
            ["pkg:golang/git.example/app", "pkg:golang/git.example/one@v1.0.0", "pkg:golang/stdlib@1.22.3"];
        for (section, before) in [(".go.buildinfo", &[][..]), (".data", &[0; 32])] {
            let found = program("usr/bin/app", &sample::elf(&[(section, &inline(before))]));
            let purls: Vec<_> = found.packages.iter().map(|package| package.purl.to_string()).collect();
            assert_eq!(purls, wanted);
        }
        let shifted = program("usr/bin/app", &sample::elf(&[(".data", &inline(&[0; 7]))]));
        assert_eq!(told(&shifted), [""; 0]);
    }

    #[test]
    fn texts_at_addresses_are_read() {
        let here = sample::ADDRESS + sample::FIRST;
        let info = guarded();
        let length = info.len() as u64;
        let mut data = [MAGIC, &[8, 0]].concat();
        // Two addresses of headers, the headers, the texts.
        let words = [here + 32, here + 48, here + 64, 8, here + 72, length];
        data.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        data.extend_from_slice(b"go1.17.1");
        data.extend_from_slice(&info);
        let bytes = sample::elf(&[(".go.buildinfo", &data)]);
        let found = program("usr/bin/app", &bytes);
        assert_eq!(
            found.packages.last().map(|last| last.purl.to_string()).as_deref(),
            Some("pkg:golang/stdlib@1.17.1")
        );
        assert_eq!(found.packages.len(), 3);
        // Wherever the bytes are cut or wrong, it ends.
        for place in 0..data.len() {
            let mut wrong = data.clone();
            wrong[place] = 0xFF;
            drop(program("a", &sample::elf(&[(".go.buildinfo", &wrong)])));
            drop(program("a", &sample::elf(&[(".go.buildinfo", &data[..place])])));
        }
    }
}
