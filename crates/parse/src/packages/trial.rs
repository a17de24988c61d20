//! How the tests of readers read.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{Bounds, Found, Input, Sort, program_readers, read, readers_of};

/// Reads what a project asks for.
pub(super) fn declared(path: &str, text: &str) -> Found {
    beside(path, text, &[])
}

/// Reads what is installed.
pub(super) fn installed(path: &str, text: &str) -> Found {
    sorted(path, text.as_bytes(), &[], Sort::Installed)
}

/// Reads what is installed and is no text.
pub(super) fn installed_bytes(path: &str, bytes: &[u8]) -> Found {
    sorted(path, bytes, &[], Sort::Installed)
}

/// Reads what a project asks for, with files in the same folder.
pub(super) fn beside(path: &str, text: &str, others: &[(&str, &str)]) -> Found {
    sorted(path, text.as_bytes(), others, Sort::Declared)
}

/// Reads a program.
pub(super) fn program(path: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let input = Input { path, bytes, beside: &|_| None };
    for reader in program_readers() {
        read(reader, &input, &Bounds::default(), &mut found);
    }
    found
}

/// Writes an archive, members deflated, as plainly as the format allows.
pub(super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("to memory");
        let packed = encoder.finish().expect("to memory");
        let place = u32::try_from(out.len()).expect("small");
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(u32::try_from(packed.len()).expect("small").to_le_bytes());
        common.extend(u32::try_from(bytes.len()).expect("small").to_le_bytes());
        common.extend(u16::try_from(name.len()).expect("small").to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let place = u32::try_from(out.len()).expect("small");
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(members.len()).expect("small").to_le_bytes();
    out.extend([count, count].concat());
    out.extend(u32::try_from(directory.len()).expect("small").to_le_bytes());
    out.extend(place.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn sorted(path: &str, bytes: &[u8], others: &[(&str, &str)], sort: Sort) -> Found {
    let mut found = Found::default();
    let beside = |name: &str| {
        others.iter().find(|(other, _)| *other == name).map(|(_, text)| text.as_bytes().to_vec())
    };
    let input = Input { path, bytes, beside: &beside };
    for reader in readers_of(path, sort) {
        read(reader, &input, &Bounds::default(), &mut found);
    }
    found
}

/// The packages in words: URL, what is known of it, and the names of what it needs.
pub(super) fn told(found: &Found) -> Vec<String> {
    let mut all = Vec::new();
    for package in &found.packages {
        let direct = match package.is_direct {
            Some(true) => " direct",
            Some(false) => " indirect",
            None => "",
        };
        let scope = match package.scope {
            sekimori_model::Scope::Runtime => "",
            sekimori_model::Scope::Optional => " optional",
            sekimori_model::Scope::Development => " development",
        };
        let line = package.found_in.line.map_or(String::new(), |line| format!(" :{line}"));
        let needs: Vec<String> =
            package.needs.iter().map(|place| found.packages[*place as usize].purl.full_name()).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(" > {}", needs.join(", ")) };
        // The slashes of qualifiers are escaped, which reads badly.
        let url = package.purl.to_string().replace("%2F", "/");
        all.push(format!("{url}{scope}{direct}{line}{needs}"));
    }
    all
}
