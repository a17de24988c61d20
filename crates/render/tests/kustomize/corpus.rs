//! What the fuzzer kept, once more, and mangled a little.

use std::path::Path;

#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../../fuzz/patch.rs"]
mod patch;

/// Bytes that mean something to YAML, to patches or to paths.
const MARKS: &[u8] = b"-:{}[]&*#'\"|>$/.(), \n01";

#[test]
fn nothing_the_fuzzer_kept_breaks_a_build() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/patch");
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    assert!(files.len() >= 40, "the corpus has {} files: it was not checked out", files.len());
    let mut seed = 1_usize;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    for file in &files {
        let bytes = std::fs::read(file).expect("it can be read");
        patch::exercise_patch(&bytes);
        for _ in 0..4 {
            let mut mangled = bytes.clone();
            for _ in 0..3 {
                let place = next(mangled.len());
                let mark = MARKS[next(MARKS.len())];
                match mangled.get_mut(place) {
                    Some(byte) => *byte = mark,
                    None => mangled.push(mark),
                }
            }
            patch::exercise_patch(&mangled);
        }
    }
}
