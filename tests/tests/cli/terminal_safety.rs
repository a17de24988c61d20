//! What a manifest or a path says never reaches the terminal as a command.

use crate::folder::Folder;
use crate::manifest::{annotated, shared};
use crate::program::{Run, sekimori};

/// Clears the screen, sets the title, reorders a line, starts a sequence in one character (C1).
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{202e}\u{2066}\u{9b}31m";
/// The same in a YAML text in double quotes.
const ESCAPED: &str = r"\e[2J\e]0;pwned\a\u202e\u2066\x9b31m";

/// What of `text` could move the cursor, change colours or reorder, once our own colours are taken out.
fn dangerous(text: &str) -> Vec<char> {
    let is_dangerous = |c: &char| {
        let reorders = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        reorders || (c.is_control() && *c != '\n')
    };
    without_colours(text).chars().filter(is_dangerous).collect()
}

/// Takes out `ESC [ digits and semicolons m`.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end =
            after.find(|c: char| !c.is_ascii_digit() && c != ';').filter(|at| after[*at..].starts_with('m'));
        rest = end.map_or(after, |at| &after[at + 1..]);
        if end.is_none() {
            out.push_str("\u{1b}[");
        }
    }
    out + rest
}

fn assert_harmless(run: &Run) {
    assert_eq!(dangerous(&run.out), [], "standard output of {}:\n{:?}", run.call, run.out);
    assert_eq!(dangerous(&run.err), [], "standard error of {}:\n{:?}", run.call, run.err);
    assert!(!run.out.is_empty() || !run.err.is_empty());
}

/// Hostile text in a path, a name, a value, a line, a waiver, a message of the parser.
fn hostile() -> Folder {
    let name = format!("\"{ESCAPED}\"");
    let wrong =
        shared(&name).replace("hostNetwork: true", &format!("hostNetwork: true\n  hostPID: \"{ESCAPED}\""));
    let waiver = |until: &str| format!("until={until}; owner={ESCAPED}; reason={ESCAPED}");
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    Folder::with(shared(&name))
        .and(&format!("{HOSTILE}.yaml"), shared("path"))
        .and("wrong.yaml", wrong)
        .and("raw.yaml", shared("raw").replace("registry", &format!("# {HOSTILE}\n      args: [\"{HOSTILE}")))
        .and(
            "line.yaml",
            shared("line").replace("hostNetwork: true", "hostNetwork: true # \u{202e} \u{2066}"),
        )
        .and("waived.yaml", annotated("a", key, &waiver("2027-12-31")))
        .and("expired.yaml", annotated("b", key, &waiver("2020-12-31")))
        .and("invalid.yaml", annotated("c", key, &format!("{ESCAPED}=yes")))
        .and("unknown.yaml", annotated("d", &format!("waive.sekimori.dev/pod-security.{ESCAPED}"), "x"))
        .and("broken.yaml", format!("a: [1\nb: *{HOSTILE}"))
        .and_link(&format!("link{HOSTILE}.yaml"), format!("nowhere{HOSTILE}"))
}

#[test]
fn escapes_and_bidi_controls_are_made_harmless_in_reports_for_people() {
    let folder = hostile();
    for format in ["terminal", "table", "junit", "github", "markdown", "html"] {
        let variants: [&[&str]; 4] =
            [&[], &["--show-waived"], &["--color", "always", "--show-waived"], &["--lang", "ja"]];
        for flags in variants {
            assert_harmless(&folder.scan(&["--format", format]).args(flags).exits(1));
        }
    }
}

#[test]
fn what_was_made_harmless_is_still_visible() {
    let out = Folder::with(shared(&format!("\"{ESCAPED}\""))).scan(&[]).exits(1).out;
    assert!(
        out.contains(
            "subject: Pod shop/\u{fffd}[2J\u{fffd}]0;pwned\u{fffd}\u{fffd}\u{fffd}\u{fffd}31m hostNetwork"
        ),
        "{out}"
    );
}

#[test]
fn control_characters_are_escaped_in_formats_for_programs() {
    let folder = hostile();
    for format in ["json", "sarif", "gitlab"] {
        let run = folder.scan(&["--format", format]).exits(1);
        let raw: Vec<char> = run.out.chars().filter(|c| c.is_ascii_control() && *c != '\n').collect();
        assert_eq!(raw, [], "{format}");
        assert_harmless(&Run { out: String::new(), ..run });
    }
}

#[test]
fn error_messages_are_harmless_too() {
    let file = format!("{HOSTILE}.yaml");
    let folder = Folder::new().and(&file, "version: 1\nfailsOn: high\n");
    let config = folder.join(&file);
    let config = config.to_str().expect("the name is UTF-8");
    let key = Folder::with(format!("version: 1\n\"{ESCAPED}\": 1\n"));
    let key_path = key.join("app.yaml");
    let calls: [(&[&str], i32); 9] = [
        (&["scan", HOSTILE], 2),
        (&["scan", "examples/shop", "--config", config], 64),
        (&["scan", "examples/shop", "--output", &format!("{HOSTILE}/{HOSTILE}")], 2),
        (&["scan", "--pss", HOSTILE], 64),
        (&["scan", &format!("--{HOSTILE}")], 64),
        (&["rules", "show", HOSTILE], 64),
        (&["config", "check", config], 64),
        (&["config", "check", key_path.to_str().expect("a path of ours")], 64),
        (&["man", "print", HOSTILE], 64),
    ];
    for (call, code) in calls {
        assert_harmless(&sekimori(call).exits(code));
        assert_harmless(&sekimori(call).args(&["--lang", "ja"]).exits(code));
    }
}

#[test]
fn the_origin_of_a_setting_is_harmless() {
    let file = format!("{HOSTILE}.yaml");
    let folder = Folder::new().and(&file, "version: 1\nfailOn: high\nskipDirs: [\"\\u202e\\x9b31m\"]\n");
    assert_harmless(&sekimori(&["config", "show", "--origin", "--config"]).arg(folder.join(&file)).exits(0));
}
