//! The fuzzer's corpus, replayed, then mangled for two seconds.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "a corpus is files, two seconds are a clock, and a test may fail"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../fuzz/exercise.rs"]
mod exercise;

/// Bytes that mean something to versions, records or vectors, and one that means nothing.
const MARKS: &[u8] = b"{}[]\":,/.-_+~^!0129azAZ:@ \n\0\x01\xff";

#[test]
fn nothing_the_fuzzer_kept_breaks_vectors() {
    replay("cvss", 3, exercise::exercise_cvss);
}

#[test]
fn nothing_the_fuzzer_kept_breaks_an_order() {
    replay("versions", 15, exercise::exercise_versions);
}

#[test]
fn nothing_the_fuzzer_kept_breaks_records() {
    replay("records", 2, exercise::exercise_records);
}

#[test]
fn nothing_the_fuzzer_kept_breaks_a_database() {
    replay("database", 2, exercise::exercise_database);
}

#[test]
fn nothing_the_fuzzer_kept_breaks_statements() {
    replay("vex", 3, exercise::exercise_vex);
}

fn replay(target: &str, least: usize, exercise: fn(&[u8])) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(corpus.len() >= least, "the corpus has {} files: it was not checked out", corpus.len());
    for bytes in &corpus {
        exercise(bytes);
    }
    let (started, mut seed) = (Instant::now(), 1_u64);
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below.max(1)
    };
    while started.elapsed() < Duration::from_secs(2) {
        let mut bytes = corpus[next(corpus.len())].clone();
        let other = &corpus[next(corpus.len())];
        for _ in 0..=next(4) {
            let at = next(bytes.len() + 1);
            match next(4) {
                0 if at < bytes.len() => bytes[at] = MARKS[next(MARKS.len())],
                1 if at < bytes.len() => drop(bytes.remove(at)),
                2 => bytes.truncate(at),
                _ => {
                    let from = next(other.len() + 1);
                    let piece = &other[from..(from + next(64)).min(other.len())];
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
        }
        exercise(&bytes);
    }
}
