//! What the fuzzer kept, once more, and mangled a little. A thread of a test has 2 MiB of stack, as the engine promises to
//! need no more.

use std::path::Path;

#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../../fuzz/template.rs"]
mod template;

/// Pieces that mean something to templates, to YAML or to settings.
const MARKS: [&str; 24] = [
    "{{",
    "}}",
    "-}}",
    "{{-",
    "{{ end }}",
    "(",
    ")",
    "|",
    "$",
    ".",
    "\"",
    "`",
    " ",
    "\n",
    "%",
    "1",
    "-",
    ":",
    "[",
    "]",
    ",",
    "nil ",
    "%%%\n",
    "\u{95a2}",
];

#[test]
fn nothing_the_fuzzer_kept_breaks_a_rendering() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/template");
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
        template::exercise_template(&bytes);
        for _ in 0..2 {
            let mut mangled = bytes.clone();
            for _ in 0..3 {
                let place = next(mangled.len());
                let end = (place + next(3)).min(mangled.len());
                mangled.splice(place..end, MARKS[next(MARKS.len())].bytes());
            }
            template::exercise_template(&mangled);
        }
    }
}
