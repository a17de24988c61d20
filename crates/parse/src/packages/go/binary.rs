//! Where a program of Go says what it was built of.
//!
//! # Source
//! `debug/buildinfo` of the standard library: a header of 32 bytes, with texts behind it since Go 1.18, and with addresses
//! of texts before.

use object::{File, Object, ObjectSection};
use sekimori_model::NotAnalysed;

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
        // All parts of a program for several processors are built of the same.
        match find(&file) {
            Told::Nothing => {}
            Told::Damaged => return Err(damaged()),
            Told::Texts(texts) => {
                build_info::take(&texts.version, &texts.info, input, bounds, found)?;
                return if texts.is_whole { Ok(()) } else { Err(damaged()) };
            }
        }
    }
    Ok(())
}

fn damaged() -> Failure {
    Failure::of_file(NotAnalysed::Malformed, "what a program of Go was built of is cut or damaged".to_owned())
}

/// What a program tells of what it was built of.
enum Told {
    Nothing,
    Damaged,
    Texts(Texts),
}

/// The version of the toolchain, and what the program was built of.
struct Texts {
    version: String,
    info: String,
    is_whole: bool,
}

fn find(file: &File<'_>) -> Told {
    // Windows has no section of its own for it.
    for (name, is_own) in
        [(".go.buildinfo", true), ("__go_buildinfo", true), (".data", false), ("__data", false)]
    {
        let Some(section) = file.section_by_name(name) else { continue };
        let Ok(data) = section.data() else {
            if is_own {
                return Told::Damaged;
            }
            continue;
        };
        let at = memchr::memmem::find_iter(data, MAGIC).find(|at| at.is_multiple_of(ALIGNED));
        match at.and_then(|at| data.get(at..)).map(|header| texts(file, header)) {
            Some(Some(texts)) => return Told::Texts(texts),
            // Among other data the same bytes may be anything.
            Some(None) | None if is_own => return Told::Damaged,
            Some(None) | None => {}
        }
    }
    Told::Nothing
}

fn texts(file: &File<'_>, header: &[u8]) -> Option<Texts> {
    let (size, flags) = (*header.get(14)?, *header.get(15)?);
    let (version, info) = if flags & 2 != 0 {
        let rest = header.get(HEADER..)?;
        let (version, rest) = counted(rest)?;
        (version, counted(rest).map(|(info, _)| info))
    } else {
        let word = Word { size: usize::from(size), is_big: flags & 1 != 0 };
        let version = pointed(file, word, word.read(header.get(ALIGNED..)?)?)?;
        let second = ALIGNED.checked_add(word.size)?;
        let at = word.read(header.get(second..)?)?;
        (version, if at == 0 { Some(&[][..]) } else { pointed(file, word, at) })
    };
    // Sixteen bytes on both sides help tools that search memory for it.
    let guarded = info.and_then(|info| {
        let end = info.len().checked_sub(17).filter(|end| *end >= ALIGNED)?;
        if info.get(end) == Some(&b'\n') { info.get(ALIGNED..=end) } else { None }
    });
    // What was built without modules says nothing.
    let is_whole = guarded.is_some() || info.is_some_and(<[u8]>::is_empty);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Texts { version: text(version), info: text(guarded.unwrap_or_default()), is_whole })
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
    use sekimori_model::NotAnalysed;

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
    fn what_is_cut_or_damaged_is_told() {
        let whole = inline(&[]);
        let none = [MAGIC, &[8, 2], &[0; 16], &[8], b"go1.22.3", &[0]].concat();
        let reasons = |data: &[u8]| -> Vec<_> {
            let found = program("usr/bin/app", &sample::elf(&[(".go.buildinfo", data)]));
            found.problems.iter().map(|problem| problem.reason).collect()
        };
        assert_eq!(reasons(&whole), []);
        assert_eq!(reasons(&none), []);
        // The length of the list stands behind the header and the version.
        let mut wrong = whole.clone();
        wrong[41..43].copy_from_slice(&[0xFF, 0x7F]);
        for data in [&wrong[..], &whole[..whole.len() - 40], &whole[..20], &[0; 64]] {
            assert_eq!(reasons(data), [NotAnalysed::Malformed], "{}", data.len());
        }
        let elsewhere = sample::elf(&[(".data", &whole[..20])]);
        assert_eq!(program("usr/bin/app", &elsewhere).problems, []);
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
