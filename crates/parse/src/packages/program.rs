//! Programs: their sections, and what lies at an address.
//!
//! # Source
//! The formats as the crate `object` reads them: ELF, PE, Mach-O, and Mach-O for several processors.

use object::read::macho::{FatArch, MachOFatFile32, MachOFatFile64};
use object::{File, FileKind, Object, ObjectSegment};

/// Processors of one program. Apple ships no more than four.
const PROCESSORS: usize = 8;

/// The program, once for each processor that it is for; none where the bytes are no program.
pub(super) fn files(bytes: &[u8]) -> Vec<File<'_>> {
    let parts: Vec<&[u8]> = match FileKind::parse(bytes) {
        Ok(FileKind::MachOFat32) => {
            MachOFatFile32::parse(bytes).map(|fat| parts(bytes, fat.arches())).unwrap_or_default()
        }
        Ok(FileKind::MachOFat64) => {
            MachOFatFile64::parse(bytes).map(|fat| parts(bytes, fat.arches())).unwrap_or_default()
        }
        Ok(_) => vec![bytes],
        Err(_) => Vec::new(),
    };
    parts.into_iter().filter_map(|part| File::parse(part).ok()).collect()
}

fn parts<'b>(bytes: &'b [u8], arches: &[impl FatArch]) -> Vec<&'b [u8]> {
    arches.iter().take(PROCESSORS).filter_map(|arch| arch.data(bytes).ok()).collect()
}

/// What lies at an address when the program runs.
pub(super) fn at<'b>(file: &File<'b>, address: u64, size: u64) -> Option<&'b [u8]> {
    file.segments().find_map(|segment| segment.data_range(address, size).ok().flatten())
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "sizes of what is made here")]
pub(super) mod sample {
    //! Programs of the smallest size.

    /// An ELF of 64 bits with these sections; the first lies in memory at `ADDRESS`.
    pub(in crate::packages) fn elf(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut body: Vec<u8> = Vec::new();
        let mut names = b"\0.shstrtab\0".to_vec();
        // Header, then one program header of 56 bytes.
        let start = 64 + 56;
        let mut headers = vec![0_u8; 64];
        for (name, data) in sections {
            body.resize(body.len().next_multiple_of(16), 0);
            let (name_at, data_at) = (names.len(), start + 8 + body.len());
            names.extend_from_slice(name.as_bytes());
            names.push(0);
            body.extend_from_slice(data);
            headers.extend(header(name_at, 1, ADDRESS + data_at as u64, data_at, data.len()));
        }
        let names_at = start + 8 + body.len();
        headers.extend(header(1, 3, 0, names_at, names.len()));
        let headers_at = names_at + names.len();
        let mut out = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        out.extend_from_slice(&[2, 0, 62, 0, 1, 0, 0, 0]);
        for word in [0_u64, 64, headers_at as u64] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out.extend_from_slice(&[0; 4]);
        for half in [64, 56, 1, 64, sections.len() + 2, sections.len() + 1] {
            out.extend_from_slice(&u16::try_from(half).expect("it is small").to_le_bytes());
        }
        // All of the file is loaded at the address.
        out.extend_from_slice(&[1, 0, 0, 0, 6, 0, 0, 0]);
        let size = (headers_at + headers.len()) as u64;
        for word in [0, ADDRESS, ADDRESS, size, size, 4096] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out.extend_from_slice(&[0; 8]);
        for part in [body, names, headers] {
            out.extend_from_slice(&part);
        }
        out
    }

    /// Where the first byte of the file lies in memory.
    pub(in crate::packages) const ADDRESS: u64 = 0x40_0000;
    /// Where the data of the first section lies in the file.
    pub(in crate::packages) const FIRST: u64 = 128;

    fn header(name: usize, kind: u32, address: u64, at: usize, size: usize) -> Vec<u8> {
        let mut out = u32::try_from(name).expect("it is small").to_le_bytes().to_vec();
        out.extend_from_slice(&kind.to_le_bytes());
        for word in [3, address, at as u64, size as u64, 0, 16, 0] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use object::{Object, ObjectSection};

    use super::{at, files, sample};

    #[test]
    fn sections_are_found_and_broken_programs_are_none() {
        let bytes = sample::elf(&[(".a", b"one"), (".b", b"two")]);
        let all = files(&bytes);
        let section = all[0].section_by_name(".b").expect("it is there");
        assert_eq!(section.data().expect("it is whole"), b"two");
        assert_eq!(at(&all[0], sample::ADDRESS + sample::FIRST, 3), Some(&b"one"[..]));
        assert_eq!(at(&all[0], u64::MAX, 3), None);
        for end in 0..bytes.len() {
            drop(files(&bytes[..end]));
        }
        assert!(files(b"MZ").is_empty());
        assert!(files(b"\xCA\xFE\xBA\xBE\0\0\0\x02\xFF\xFF\xFF\xFF").is_empty());
    }
}
