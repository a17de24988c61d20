//! What kubectl reads out of odd YAML must not pass unseen: each of these asks for the process ids of the node.
//!
//! # Source
//! kubectl 1.32, `kubectl annotate --local -f FILE k=v -o json`, which prints `"hostPID": true` for each of them.

use crate::folder::Folder;
use crate::report::Found;

const HEAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

/// The file has a violation, or says that it was not analysed.
fn assert_seen(what: &str, text: &str) {
    let report = Folder::with(text).report(&["--pss", "baseline"]);
    let told: Vec<&str> = report.findings.iter().map(Found::outcome).collect();
    let is_told = |outcome: &&str| matches!(*outcome, "violated" | "not-analysed");
    assert!(told.iter().any(is_told), "{what}: passed unseen, but kubectl reads it:\n{text}");
}

/// A pod whose spec has these lines.
fn spec(lines: &str) -> String {
    format!("{HEAD}spec:\n{lines}\n  containers: []\n")
}

#[test]
fn keys_and_values_in_any_style_are_seen() {
    let cases = [
        ("single quotes", "  'hostPID': true"),
        ("double quotes with an escape", "  \"host\\x50ID\": true"),
        ("a block scalar", "  ? |-\n    hostPID\n  : true"),
        ("a space before the colon", "  hostPID : true"),
        ("the value on the next line", "  \"hostPID\":\n    true"),
        ("a tag", "  !!str hostPID: !!bool \"true\""),
        ("a tag in full", "  !<tag:yaml.org,2002:str> hostPID: !<tag:yaml.org,2002:bool> \"true\""),
        ("a word of YAML 1.1", "  hostPID: !!bool \"on\""),
        ("a tab", "  hostPID:\ttrue"),
        ("an odd neighbour", "  true: 1\n  x: 99999999999999999999\n  hostPID: true"),
    ];
    for (what, lines) in cases {
        assert_seen(what, &spec(lines));
    }
}

#[test]
fn aliases_of_keys_and_values_are_seen() {
    let anchored = HEAD.replace("{name: a}", "{name: a, labels: {k: &k hostPID}}");
    assert_seen("an alias as key", &format!("{anchored}spec:\n  *k : true\n  containers: []\n"));
    assert_seen("an alias as value", &spec("  x: &v true\n  hostPID: *v"));
}

#[test]
fn what_merge_keys_bring_in_is_seen() {
    let cases = [
        ("a mapping", "  <<: {hostPID: true}"),
        ("a list, in which the first one wins", "  <<: [{hostPID: true}, {hostPID: false}]"),
        ("a merge in a merge", "  <<: {<<: {hostPID: true}}"),
        ("an anchor at the key", "  &x <<: {hostPID: true}"),
        ("a tag at the key", "  !!merge <<: {hostPID: true}"),
        ("a tag at the mapping", "  <<: !!map {hostPID: true}"),
    ];
    for (what, lines) in cases {
        assert_seen(what, &spec(lines));
    }
}

#[test]
fn a_merge_key_in_quotes_is_a_merge_key() {
    assert_seen("quotes", &spec("  \"<<\": {hostPID: true}"));
}

#[test]
fn a_merge_key_wins_over_what_stands_before_it() {
    // Unlike the specification of merge keys, go-yaml goes from top to bottom and the last one wins.
    assert_seen("a key before it", &spec("  hostPID: false\n  <<: {hostPID: true}"));
    assert_seen("a merge before it", &spec("  <<: {hostPID: false}\n  <<: {hostPID: true}"));
}

#[test]
fn a_comment_ends_where_yaml_1_1_ends_a_line() {
    for (name, end) in
        [("next line", '\u{85}'), ("line separator", '\u{2028}'), ("paragraph separator", '\u{2029}')]
    {
        assert_seen(name, &spec(&format!("  # nothing to see {end}  hostPID: true")));
    }
}

#[test]
fn a_key_in_base64_is_decoded_or_refused() {
    assert_seen("!!binary", &spec("  !!binary aG9zdFBJRA== : true"));
}

#[test]
fn whatever_has_items_is_a_list() {
    let items = "- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPID: true, containers: []}}";
    for (kind, key) in [("List", "items"), ("PodList", "items"), ("Bundle", "items"), ("PodList", "Items")] {
        assert_seen(
            &format!("{kind} with {key}"),
            &format!("apiVersion: v1\nkind: {kind}\n{key}:\n{items}\n"),
        );
    }
}

#[test]
fn every_document_of_a_file_is_seen() {
    let pod = spec("  hostPID: true");
    let clean = spec("  hostPID: false");
    let cases = [
        ("after a separator with a comment", format!("{clean}--- # next\n{pod}")),
        ("after a block scalar", format!("{clean}  x: |\n    a\n---\n{pod}")),
        ("after a byte order mark", format!("a: 1\n---\n\u{feff}{pod}")),
        ("with line ends of old Macs", pod.replace('\n', "\r")),
    ];
    for (what, text) in cases {
        assert_seen(what, &text);
    }
    let json = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"hostPID":"#;
    assert_seen("JSON objects in a row", &format!("{json}false}}}}\n{json}true}}}}\n"));
}
