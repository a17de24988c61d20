//! What the fuzzer kept of a target, and numbers to mangle it by.

use std::path::Path;

/// Returns the inputs that were kept, sorted by name.
pub(crate) fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    assert!(files.len() >= 40, "the corpus has {} files: it was not checked out", files.len());
    files.iter().map(|file| std::fs::read(file).expect("it can be read")).collect()
}

/// Returns the same numbers on every machine, each below what is asked for.
pub(crate) fn numbers() -> impl FnMut(usize) -> usize {
    let mut seed = 1_usize;
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    }
}
