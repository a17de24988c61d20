//! Documents that want to fill the memory, the stack or the day: each is reported with its reason, within bounds.

use std::fmt::Write as _;

use crate::folder::Folder;
use crate::manifest::{SHARED, annotated, clean, many, nested, pod, shared};
use crate::report::{Found, Report};

/// Scans `text` beside a good file within bounds of memory and time; the good file has been judged.
fn scan(text: impl AsRef<[u8]>) -> Report {
    scan_with("app.yaml", text, &[])
}

fn scan_with(name: &str, text: impl AsRef<[u8]>, args: &[&str]) -> Report {
    let folder = Folder::new().and(name, text).and("good.yaml", shared("good"));
    let report = folder.scan(&["--format", "json"]).args(args).bounded().reports(1);
    assert!(report.violations().contains(&("good.yaml", SHARED)), "the good file: {:?}", report.violations());
    report
}

fn only_reason(report: &Report) -> &str {
    let [(_, reason)] = report.not_analysed()[..] else { panic!("one reason: {:?}", report.not_analysed()) };
    reason
}

/// `count` times `each`, with its number for `#`.
fn repeated(count: usize, each: &str) -> String {
    many(count, |n| each.replace('#', &n.to_string()))
}

#[test]
fn an_anchor_bomb_is_told_as_one() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{below}]");
    }
    let report = scan(bomb);
    assert_eq!(only_reason(&report), "alias-bomb");
    assert_eq!(report.findings[0].message(), "its aliases grow it past 1000000 nodes");
}

#[test]
fn a_bomb_of_merge_keys_is_told_as_one() {
    let report =
        scan(format!("a: &a {{{}}}\nb:\n{}", repeated(20_000, "k#: 0, "), repeated(20_000, "  <<: *a\n")));
    assert_eq!(only_reason(&report), "alias-bomb");
}

#[test]
fn a_bomb_that_only_the_lenient_parser_would_read_is_refused_too() {
    // The second line of the quoted text is indented less than it must be, so that the strict parser refuses the
    // document and the lenient one expands 10,000,000,000 items.
    let ones = vec!["1"; 100_000].join(",");
    let aliases = vec!["*a"; 100_000].join(",");
    let text = format!("note:\n  x: \"one\n two\"\na: &a [{ones}]\nb: [{aliases}]\n");
    let report = scan(text);
    assert!(["alias-bomb", "malformed"].contains(&only_reason(&report)), "{:?}", report.not_analysed());
}

#[test]
fn nesting_in_flow_block_and_json_is_cut_at_the_limit() {
    let n = 200_000;
    let cases = [
        ("flow.yaml", "[".repeat(n)),
        ("closed.yaml", format!("{}{}", "[".repeat(n), "]".repeat(n))),
        ("maps.yaml", "{a: ".repeat(n)),
        ("block.yaml", "- ".repeat(n)),
        ("keys.yaml", "? ".repeat(n)),
        ("deep.json", format!("{{\"apiVersion\": {}1{}}}", "{\"a\":".repeat(n), "}".repeat(n))),
        ("list.json", format!("{{\"apiVersion\": {}", "[".repeat(n))),
    ];
    for (name, text) in cases {
        let report = scan_with(name, text, &[]);
        assert_eq!(report.not_analysed(), [(name, "too-deep")]);
        let message = report.findings.iter().find(|found| found.path() == name).map(Found::message);
        assert_eq!(message, Some("nests deeper than 128 levels"), "{name}");
    }
}

#[test]
fn deep_indentation_is_cut_at_the_limit() {
    assert_eq!(only_reason(&scan(nested(2_000))), "too-deep");
}

#[test]
fn a_line_of_a_hundred_megabytes_is_too_large_by_default_and_harmless_when_taken() {
    let line = format!("a: {}\n", "x".repeat(100 << 20));
    let report = scan(&line);
    assert_eq!(only_reason(&report), "too-large");
    assert_eq!(report.findings[0].message(), "104857604 bytes, more than the limit of 33554432");
    let report = scan_with("app.yaml", &line, &["--max-file-size", "128MiB"]);
    assert_eq!((report.not_analysed(), report.count("documentsOfOtherKinds")), (vec![], 1));
}

#[test]
fn many_findings_on_one_long_line_take_no_longer_than_on_many_lines() {
    let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p#","labels":{"x":"PAD"}},"spec":{"containers":[{"name":"c"}]}}"#;
    let items = repeated(2_400, &format!("{},", pod.replace("PAD", &"x".repeat(3_000))));
    let list =
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}", items.trim_end_matches(','));
    let report = scan_with("list.json", list, &[]);
    assert_eq!(report.violations().len(), 2_400 * 4 + 1);
}

#[test]
fn fifty_thousand_documents_are_cut_at_ten_thousand() {
    let text = repeated(50_000, "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c#}\n");
    let report = scan(text);
    assert_eq!(report.count("objects"), 10_000 + 1, "the first ten thousand and the good one");
    assert_eq!(only_reason(&report), "too-many-documents");
    assert_eq!(report.findings[0].message(), "has more than 10000 documents; the rest was not read");
    assert_eq!(report.findings[0].at(), "40001:1");
}

#[test]
fn ten_thousand_broken_documents_are_cut_as_well() {
    let report = scan(repeated(12_000, "---\na: ]\n"));
    let reasons: std::collections::BTreeSet<&str> =
        report.not_analysed().into_iter().map(|(_, r)| r).collect();
    assert!(
        reasons.is_subset(&["malformed", "too-many-documents", "too-many-findings"].into()),
        "{reasons:?}"
    );
    assert_eq!(report.not_analysed().len(), 10_001);
}

#[test]
fn a_hundred_thousand_containers_are_cut_at_ten_thousand_findings() {
    let text = pod("many", "")
        .replace("    - name: web", &format!("{}    - name: web", repeated(100_000, "    - name: c#\n")));
    let report = scan(text);
    assert_eq!(only_reason(&report), "too-many-findings");
    assert_eq!(report.violations().len(), 10_000 + 1, "the first ten thousand and the good file's");
}

#[test]
fn a_hundred_thousand_containers_and_annotations_are_judged_in_bounded_time() {
    let annotations =
        repeated(100_000, "    container.apparmor.security.beta.kubernetes.io/c#: runtime/default\n");
    let containers = repeated(100_000, "    - name: c#\n");
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: many\n  annotations:\n{annotations}spec:\n  containers:\n{containers}"
    );
    let report = scan_with("app.yaml", text, &["--pss", "baseline"]);
    assert_eq!(report.not_analysed(), []);
}

#[test]
fn a_hundred_thousand_odd_waivers_are_told_in_bounded_time() {
    let annotations = repeated(100_000, "    waive.sekimori.dev/a.b#: x\n");
    let text =
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: many\n  annotations:\n{annotations}");
    assert!(scan(text).note_codes().contains(&"waiver-invalid"));
}

#[test]
fn a_hundred_thousand_anchors_and_aliases_are_read_in_bounded_time() {
    let text = format!("a:\n{}b:\n{}", repeated(200_000, "- &a# 1\n"), repeated(200_000, "- *a0\n"));
    assert_eq!(scan(text).not_analysed(), []);
}

#[test]
fn keys_of_a_megabyte_are_read_or_refused() {
    let long = "k".repeat(1 << 20);
    let report = scan(format!("{long}: 1\n"));
    assert_eq!(only_reason(&report), "malformed", "an implicit key has at most 1024 characters");
    let report =
        scan(format!("{}  annotations:\n    ? {long}\n    : x\n", clean("a").replace("metadata: ", "x: ")));
    assert!(report.not_analysed().len() <= 1, "{:?}", report.not_analysed());
}

#[test]
fn a_waiver_of_an_unknown_rule_with_a_name_of_megabytes_is_told_shortly() {
    let key = format!("waive.sekimori.dev/{}", "a".repeat(4 << 20));
    let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    ? {key}\n    : x\n");
    let report = scan(text);
    assert_eq!(report.note_codes(), ["waiver-invalid"]);
    assert!(report.notes()[0].2.len() < 1_000, "a note of {} bytes", report.notes()[0].2.len());
}

#[test]
fn values_of_megabytes_are_cut_where_they_are_shown() {
    let long = "x".repeat(4 << 20);
    let text = shared(&format!("n{long}"))
        .replace("hostNetwork: true", &format!("hostNetwork: true\n  hostPID: {long}"));
    let report = scan(text);
    assert_eq!(report.not_analysed(), [("app.yaml", "wrong-type")]);
    let out = Folder::with(shared("a").replace("hostNetwork: true", &format!("hostNetwork: true # {long}")))
        .scan(&[])
        .exits(1)
        .out;
    assert!(out.len() < 4_000, "a line of four megabytes is shown in part, not in {} bytes", out.len());
}

#[test]
fn truncated_documents_are_malformed_and_what_stands_before_them_is_judged() {
    let whole = format!("{}---\n", shared("first"));
    for (tail, reason) in [
        ("metadata: {name: x", "malformed"),
        ("a: \"open", "malformed"),
        ("a: [1, 2\n---\nb: 1\n", "malformed"),
    ] {
        let report = scan(format!("{whole}{tail}"));
        assert_eq!(report.violations(), [("app.yaml", SHARED), ("good.yaml", SHARED)]);
        assert_eq!(only_reason(&report), reason, "{tail}");
    }
    let json = r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"hostNetwork": tr"#;
    assert_eq!(scan_with("cut.json", json, &[]).not_analysed(), [("cut.json", "malformed")]);
}

#[test]
fn a_broken_document_does_not_take_the_next_one_with_it() {
    let text = format!("{}---\na: ]\n---\n{}", shared("before"), shared("after"));
    let report = scan(text);
    let subjects: Vec<&str> = report.findings.iter().map(Found::identity).collect();
    let expected = [
        "object:core/Pod/shop/before/hostNetwork",
        "file:app.yaml",
        "object:core/Pod/shop/after/hostNetwork",
        "object:core/Pod/shop/good/hostNetwork",
    ];
    assert_eq!(subjects, expected);
    assert_eq!((report.findings[1].reason(), report.findings[1].at()), ("malformed", "12:4".into()));
    assert_eq!(report.findings[2].at(), "18:3");
}

#[test]
fn a_template_is_told_from_what_is_merely_broken() {
    let template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\nspec:\n{{- if .Values.x }}\n  a: 1\n{{- end }}\n";
    let report = scan_with("templates/pod.yaml", template, &[]);
    assert_eq!(report.not_analysed(), [("templates/pod.yaml", "template")]);
}

#[test]
fn the_last_of_two_equal_keys_counts_and_a_note_says_so() {
    let report = scan(pod("twice", "  hostNetwork: true\n  hostNetwork: false\n"));
    assert_eq!(report.violations(), [("good.yaml", SHARED)]);
    assert_eq!(report.notes()[0].0, "duplicate-key");
    assert_eq!(report.notes()[0].1, "app.yaml:6");
    let report = scan(pod("twice", "  hostNetwork: false\n  hostNetwork: true\n"));
    assert_eq!(report.findings[0].at(), "6:3", "the place is that of the one that counts");
}

#[test]
fn what_only_the_lenient_parser_reads_is_judged_and_a_note_says_so() {
    let odd = "  hostNetwork: true\n  hostname: \"one\n two\"\n";
    let report = scan(format!("{}---\n{}", clean("first"), pod("odd", odd)));
    assert_eq!(report.violations(), [("app.yaml", SHARED), ("good.yaml", SHARED)]);
    assert_eq!(report.findings[0].at(), "10:1", "its places are those of the document");
    let (code, place, text) = &report.notes()[0];
    assert_eq!((*code, place.as_str()), ("lenient-parse", "app.yaml:10"));
    assert!(text.contains("invalid indentation in multiline quoted scalar"), "{text}");
}

#[test]
fn nothing_hides_behind_a_merge_key_of_a_document_for_the_lenient_parser() {
    let odd = "  hostname: \"one\n two\"\n  <<: {hostPID: true}\n";
    let report = scan_with("app.yaml", pod("odd", odd), &["--pss", "baseline"]);
    let told: Vec<&str> =
        report.findings.iter().filter(|f| f.path() == "app.yaml").map(Found::outcome).collect();
    assert_eq!(told.len(), 1, "judged, or reported as not analysed, and never passed: {told:?}");
}

#[test]
fn words_of_the_old_yaml_are_read_as_the_cluster_reads_them() {
    for word in ["yes", "on", "True", "Y", "!!bool \"true\""] {
        let report = scan(pod("old", &format!("  hostNetwork: {word}\n")));
        assert_eq!(report.violations(), [("app.yaml", SHARED), ("good.yaml", SHARED)], "{word}");
    }
    for word in ["\"true\"", "1", "tRUE", "[true]"] {
        let report = scan(pod("odd", &format!("  hostNetwork: {word}\n")));
        assert_eq!(report.not_analysed(), [("app.yaml", "wrong-type")], "{word}");
        assert_eq!(report.findings[0].message(), "spec.hostNetwork: boolean expected");
    }
}

#[test]
fn waivers_do_not_hide_what_was_not_analysed() {
    let broken = "a: [1\n";
    let config = "version: 1\nwaivers: [{rule: '*', reason: r, owner: o, expires: 2099-01-01}]\n";
    let folder = Folder::with(broken).and("sekimori.yaml", config).and("b.yaml", annotated("b", "x", "y"));
    let report = folder.report(&[]);
    assert_eq!(report.not_analysed(), [("app.yaml", "malformed")]);
    assert_eq!(report.waived(), [("b.yaml", SHARED)]);
}

#[test]
fn a_name_of_megabytes_shared_by_thousands_costs_its_length_once() {
    let long = "x".repeat(3_000_000);
    let containers = repeated(3_000, "  - {name: *n, securityContext: {privileged: true}}\n");
    let capabilities = vec!["*n"; 3_000].join(", ");
    let items =
        repeated(2_000, "- {apiVersion: v1, kind: Pod, metadata: {name: *n}, spec: {hostPID: true}}\n");
    let head = format!("apiVersion: v1\nkind: Pod\nn: &n \"{long}\"\n");
    for text in [
        format!("{head}spec:\n  containers:\n{containers}"),
        format!("{head}metadata: {{name: *n, namespace: *n}}\nspec:\n  containers:\n{containers}"),
        format!(
            "{head}spec:\n  containers:\n  - securityContext: {{capabilities: {{add: [{capabilities}]}}}}\n"
        ),
        format!("apiVersion: v1\nkind: List\nn: &n \"{long}\"\nitems:\n{items}"),
    ] {
        assert!(!scan(text).findings.is_empty());
    }
}

#[test]
fn a_reason_of_megabytes_is_no_waiver() {
    let waiver = format!("until=2027-06-01; owner=a; reason={}", "x".repeat(3_000_000));
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let items = repeated(
        2_000,
        "- {apiVersion: v1, kind: Pod, metadata: {name: a#, annotations: *n}, spec: {hostPID: true}}\n",
    );
    let report = scan(format!("apiVersion: v1\nkind: List\nn: &n {{{key}: \"{waiver}\"}}\nitems:\n{items}"));
    let accepted = report.findings.iter().filter(|finding| finding.outcome() == "waived").count();
    assert_eq!(accepted, 0, "Kubernetes keeps no annotation that long");
}
