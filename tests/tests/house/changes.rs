//! Fragments of the change log.

use crate::faults::assert_none;
use crate::workspace::{files, read};

const KINDS: &[&str] = &["added", "changed", "deprecated", "removed", "fixed", "security"];

/// What is wrong with a fragment, if anything.
fn fault(name: &str, text: &str) -> Option<&'static str> {
    let Some(stem) = name.strip_suffix(".md") else { return Some("its name does not end in .md") };
    let Some((slug, kind)) = stem.split_once('.') else { return Some("its name is not <slug>.<kind>.md") };
    let is_kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if slug.is_empty() || !slug.bytes().all(is_kebab) {
        return Some("its slug is not kebab-case");
    }
    if !KINDS.contains(&kind) {
        return Some("its kind is none of added, changed, deprecated, removed, fixed, security");
    }
    if text.trim().len() < 20 || text.starts_with(['#', '-', '*']) {
        return Some("it is not a sentence: no heading, no list mark");
    }
    if !text.ends_with(".\n") {
        return Some("it does not end with a full stop and one line end");
    }
    None
}

#[test]
fn fragments_are_well_formed() {
    let names = files().into_iter().filter(|name| name.starts_with("changes.d/"));
    let read = |name: String| {
        let fault = fault(name.trim_start_matches("changes.d/"), &read(&name))?;
        Some(format!("{name}: {fault}"))
    };
    let faults: Vec<_> = names.filter_map(read).collect();
    let remedy = "write changes.d/<slug>.<kind>.md: a sentence or two that say what a user gains";
    assert_none("A fragment is a sentence in a file of its kind", remedy, &faults);
}

#[test]
fn tells_a_fragment_from_what_is_none() {
    let text = "`sekimori scan` judges manifests.\n";
    assert_eq!(fault("scan.added.md", text), None);
    for (name, text) in [
        ("scan.md", text),
        ("scan.new.md", text),
        ("Scan.added.md", text),
        ("scan.added.txt", text),
        ("scan.added.md", "- a list of things that changed.\n"),
        ("scan.added.md", "No full stop at the end of it\n"),
    ] {
        assert!(fault(name, text).is_some(), "{name}: {text}");
    }
}
