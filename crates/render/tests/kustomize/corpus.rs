//! What the fuzzer kept, once more, and mangled a little.

#[path = "../corpus/mod.rs"]
mod kept;
#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../../fuzz/patch.rs"]
mod patch;

/// Bytes that mean something to YAML, to patches or to paths.
const MARKS: &[u8] = b"-:{}[]&*#'\"|>$/.(), \n01";

#[test]
fn nothing_the_fuzzer_kept_breaks_a_build() {
    let mut next = kept::numbers();
    for bytes in kept::kept("patch") {
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
