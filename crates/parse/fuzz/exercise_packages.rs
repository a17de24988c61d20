//! What the fuzzer does with its bytes as files that tell of packages, and what `tests/corpus.rs` does with what it kept.

use sekimori_parse::packages::{self, Bounds, Found, Input, Reader, Sort};

/// Small enough that a bound is met within a few kilobytes.
const BOUNDS: Bounds = Bounds {
    packages: 200,
    needs: 2_000,
    files: 500,
    depth: 20,
    nested: 2,
    members: 100,
    unpacked_bytes: 1 << 20,
};

/// Takes bytes through the readers of a path, which is the first line; where none reads it, through one that the path picks.
pub fn exercise_packages(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len()).min(200);
    let (path, rest) = bytes.split_at(end);
    let path = String::from_utf8_lossy(path);
    let bytes = rest.get(1..).unwrap_or_default();
    let mut readers: Vec<&Reader> = packages::readers_of(&path, Sort::Both).collect();
    if readers.is_empty() {
        let sum = path.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        readers.extend(packages::readers().nth(sum % packages::readers().count()));
    }
    for reader in readers {
        check(reader, &path, bytes);
    }
}

/// Takes bytes through what reads rpm's databases.
pub fn exercise_rpm(bytes: &[u8]) {
    for reader in packages::readers_of("var/lib/rpm/Packages", Sort::Installed) {
        check(reader, "var/lib/rpm/Packages", bytes);
    }
}

/// Reads, and checks what holds for every reader.
fn check(reader: &Reader, path: &str, bytes: &[u8]) {
    let read = || {
        let mut found = Found::default();
        // What lies beside may be anything, too.
        let input = Input { path, bytes, beside: &|_| Some(bytes.to_vec()) };
        packages::read(reader, &input, &BOUNDS, &mut found);
        found
    };
    let found = read();
    let count = found.packages.len();
    let is_place = |place: u32| usize::try_from(place).is_ok_and(|place| place < count);
    assert!(count <= BOUNDS.packages, "{}: {count} packages", reader.id);
    let mut needs = 0_usize;
    for package in &found.packages {
        assert!(package.needs.is_sorted_by(|a, b| a < b), "{}: needs are sorted, each once", reader.id);
        assert!(
            package.needs.iter().all(|place| is_place(*place)),
            "{}: a need stands in the list",
            reader.id
        );
        needs = needs.saturating_add(package.needs.len());
        let _ = package.purl.to_string();
    }
    assert!(needs <= BOUNDS.needs, "{}: {needs} needs", reader.id);
    for other in &found.elsewhere {
        assert!(is_place(other.package), "{}: who needs it stands in the list", reader.id);
    }
    let files = found.about.iter().map(|about| about.files.len()).fold(0_usize, usize::saturating_add);
    assert!(files <= BOUNDS.files, "{}: {files} files", reader.id);
    assert_eq!(read(), found, "{}: the same bytes tell the same", reader.id);
}
