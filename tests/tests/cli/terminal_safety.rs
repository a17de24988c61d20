//! What a manifest or a path says never reaches the terminal as a command.

use std::path::Path;

use serde_json::json;

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::manifest::{annotated, shared};
use crate::planted::token;
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

/// An image whose files, packages, steps, labels and variables are called by hostile text.
fn hostile_image(folder: &Path) {
    let status = format!(
        "Package: lib{HOSTILE}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1{HOSTILE}\n\n\
         Package: gcc\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2{HOSTILE}\n\n"
    );
    let release = format!("ID=debian\nVERSION_ID=\"8\"\nPRETTY_NAME=\"Debian{HOSTILE}\"\n");
    let layer = LayerTar::new()
        .file("etc/os-release", release)
        .file("var/lib/dpkg/status", status)
        .mode(&format!("usr/bin/run{HOSTILE}"), 0o4777, "x")
        .file(&format!("app/{HOSTILE}.env"), format!("T={}\nx acme_abcd {HOSTILE}\n", token(1)))
        .link(&format!("app/{HOSTILE}link"), &format!("../{HOSTILE}/{}", token(3)))
        .raw("../../out\u{1b}[2J", b"x")
        .file(&format!("app/{HOSTILE}.jar"), "no archive");
    let config = json!({
        "User": format!("root{HOSTILE}"), "Env": [format!("A{HOSTILE}={HOSTILE}"), format!("PASSWORD{HOSTILE}=Xk29dkWq11zz")],
        "Labels": { format!("l{HOSTILE}"): HOSTILE }, "ExposedPorts": { format!("22{HOSTILE}"): {} },
        "Volumes": { format!("/etc{HOSTILE}"): {} }, "Cmd": [HOSTILE], "WorkingDir": HOSTILE,
    });
    layout(folder, &config, &[&format!("RUN curl x | sh {HOSTILE}")], vec![layer]);
}

#[test]
fn what_an_image_says_is_made_harmless() {
    let folder = Folder::new();
    let made = folder.path().join(format!("made{HOSTILE}"));
    hostile_image(&made);
    let pattern =
        format!("{{id: own, keywords: [acme_], regex: 'acme_[a-z]{{4}}', title: \"Own {ESCAPED}\"}}");
    let folder = folder.and("own.yaml", format!("version: 1\nsecrets:\n  patterns:\n  - {pattern}\n"));
    let own = folder.join("own.yaml").display().to_string();
    let target = format!("oci:{}", made.display());
    for format in ["terminal", "table", "junit", "github", "markdown", "html"] {
        for flags in
            [&["--lang", "en"][..], &["--lang", "ja"], &["--color", "always", "--persona", "auditor"]]
        {
            let run = sekimori(&["image", "--no-cache", "--config", &own, "--format", format])
                .arg(&target)
                .args(flags)
                .exits(1);
            assert_harmless(&run);
            assert!(
                run.out.contains("usr/bin/run\u{fffd}") || run.out.contains("usr/bin/run&#"),
                "{format}: {}",
                run.out
            );
        }
    }
    assert_harmless(&sekimori(&["deps", "tree", &format!("lib{HOSTILE}"), &target, "--no-cache"]).run());
    assert_harmless(&sekimori(&["deps", "tree", "gcc", &target, "--no-cache"]).exits(4));
    for format in ["cyclonedx", "spdx"] {
        let bill = sekimori(&["sbom", &target, "--no-cache", "--format", format]).exits(4);
        let raw: Vec<char> = bill.out.chars().filter(|c| c.is_ascii_control() && *c != '\n').collect();
        assert_eq!(raw, [], "{format}");
        assert_harmless(&Run { out: String::new(), ..bill });
    }
    let none = folder.path().join(format!("none{HOSTILE}"));
    assert_harmless(&sekimori(&["image", &format!("oci:{}", none.display())]).exits(2));
    assert_harmless(&sekimori(&["image", &format!("registry.example/{HOSTILE}")]).exits(64));
}
