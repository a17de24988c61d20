//! What the fuzzer kept, once more, and mangled a little. A thread of a test has 2 MiB of stack, as the engine promises to
//! need no more.

#[path = "../corpus/mod.rs"]
mod kept;
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
    let mut next = kept::numbers();
    for bytes in kept::kept("template") {
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
