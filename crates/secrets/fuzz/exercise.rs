//! What the fuzzer does with its bytes, and what the replay in `tests/corpus.rs` does with what it kept.

use std::sync::OnceLock;

use sekimori_catalog::credentials;
use sekimori_secrets::{Bounds, Engine, Found};

/// Names of files, which tell how values are written in them.
const PATHS: &[&str] = &["a", "a.yaml", "a.rs", "a.json", "a.env", "a.md"];

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE
        .get_or_init(|| Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid"))
}

fn check(found: &Found, bytes: &[u8], bounds: &Bounds) {
    assert!(found.hits.len() <= bounds.hits);
    for hit in &found.hits {
        assert!(hit.span.start < hit.span.end && hit.span.end <= bytes.len(), "a place in the bytes");
        assert!(hit.through.len() <= bounds.depth as usize, "not deeper than the limit");
        assert!(!hit.value.expose().is_empty(), "a value");
    }
}

/// Takes bytes through everything that decodes. A panic, a hang or memory past the limits is a defect.
pub fn exercise_decode(bytes: &[u8]) {
    let (path, bytes) = bytes.split_first().map_or((0, bytes), |(first, rest)| (usize::from(*first), rest));
    let path = PATHS[path % PATHS.len()];
    let bounds = Bounds { hits: 50, ..Bounds::default() };
    let found = engine().scan(path, bytes, &bounds);
    check(&found, bytes, &bounds);
    let again = engine().scan(path, bytes, &bounds);
    let key =
        |found: &Found| found.hits.iter().map(|hit| (hit.rule.id, hit.span.clone())).collect::<Vec<_>>();
    assert_eq!(key(&found), key(&again), "the same bytes give the same hits");
}

/// Takes bytes through the archives. The first byte says what the others are to be taken for, whose checksums are mended.
pub fn exercise_archive(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let mut made = rest.to_vec();
    let start: &[u8] = match kind % 8 {
        0 => b"\x1F\x8B\x08",
        1 => b"\x28\xB5\x2F\xFD",
        2 => b"\xFD7zXZ\0",
        3 => b"PK\x03\x04",
        _ => b"",
    };
    for (byte, wanted) in made.iter_mut().zip(start) {
        *byte = *wanted;
    }
    if kind % 8 == 4 {
        for block in made.chunks_exact_mut(512) {
            sum(block);
        }
    }
    let bounds = Bounds { hits: 50, members: 200, unpacked_bytes: 1 << 20, ..Bounds::default() };
    check(&engine().scan("a", &made, &bounds), &made, &bounds);
}

/// Makes a block a header of tar, where its sum alone is what it lacks.
fn sum(block: &mut [u8]) {
    if block[257..262] == *b"ustar" {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
}
