//! `config check` and `config schema`: every mistake is placed, and a name that may have been meant is offered.

use std::fs;

use jsonschema::Draft;
use serde_json::Value;

use crate::folder::Folder;
use crate::program::{Run, repository, sekimori};

fn check(text: &str, lang: &str) -> Run {
    let folder = Folder::new().and("sekimori.yaml", text);
    sekimori(&["config", "check", "--lang", lang]).from(folder.path()).run()
}

/// The lines of errors, in that language.
fn errors(text: &str, lang: &str) -> Vec<String> {
    let run = check(text, lang);
    assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{text}\n{}", run.err);
    run.err.lines().map(str::to_owned).collect()
}

#[test]
fn a_good_configuration_is_said_to_be_good() {
    let run = check("version: 1\n", "en");
    assert_eq!((run.code, run.err.as_str()), (Some(0), "sekimori.yaml: the configuration can be used\n"));
    let run = check("version: 1\n", "ja");
    assert_eq!((run.code, run.err.as_str()), (Some(0), "sekimori.yaml: この構成は使用できます\n"));
}

#[test]
fn a_misspelt_key_is_placed_and_the_nearest_name_is_offered() {
    assert_eq!(
        errors("version: 1\nfailsOn: high\n", "en"),
        [
            "error: sekimori.yaml:2:1: unknown key `failsOn` (did you mean `failOn`?). `sekimori config schema` prints all keys."
        ]
    );
    assert_eq!(
        errors("version: 1\nfailsOn: high\n", "ja"),
        [
            "エラー: sekimori.yaml:2:1: 不明なキー `failsOn` (`failOn` のことですか?) です。すべてのキーは `sekimori config schema` で確認できます。"
        ]
    );
}

#[test]
fn every_misspelt_key_is_told_at_whatever_depth() {
    let text = "version: 1\nlimits: {filesBytes: 1}\nrules:\n  pod-security/host-port:\n    severty: low\nwaivers:\n- rule: a/b\n  reason: r\n  owner: o\n  expires: 2027-01-01\n  untill: x\nquite-another: 1\n";
    let all = errors(text, "en");
    let expected = [
        ("2:10", "`limits.filesBytes` (did you mean `fileBytes`?)"),
        ("5:5", "`rules.pod-security/host-port.severty` (did you mean `severity`?)"),
        ("11:3", "`waivers.untill`."),
        ("12:1", "`quite-another`."),
    ];
    assert_eq!(all.len(), expected.len(), "{all:#?}");
    for (line, (place, key)) in all.iter().zip(expected) {
        assert!(line.starts_with(&format!("error: sekimori.yaml:{place}: unknown key {key}")), "{line}");
    }
}

#[test]
fn values_that_are_not_allowed_are_placed_and_explained() {
    let cases = [
        ("version: 1\nfailOn: severe\n", "2:9", "severe"),
        ("version: 1\npacks: [baseline, strict]\n", "2:19", "strict"),
        ("version: 1\nkubernetesVersion: \"1.99\"\n", "2:20", "from 1.0 to 1.37"),
        ("version: 2\n", "1:10", "version 2 is not known: write `version: 1`"),
        ("version: 1\nstrict: maybe\n", "2:9", "true or false"),
        ("version: 1\nlimits: {depth: -1}\n", "2:17", "a whole number"),
        (
            "version: 1\nrules: {host-port: {enabled: true}}\n",
            "2:9",
            "`host-port` is not a rule id. Write family/name",
        ),
        (
            "version: 1\nwaivers:\n- {rule: a/b, owner: o, expires: 2027-01-01}\n",
            "3:25",
            "`reason` is missing",
        ),
        (
            "version: 1\nwaivers:\n- {rule: a/b, owner: o, reason: r, expires: soon}\n",
            "3:45",
            "`soon` is not a day",
        ),
        (
            "version: 1\nwaivers:\n- {rule: a/b, owner: o, reason: r, expires: 2027-01-01, fingerprint: abc}\n",
            "3:70",
            "32 hexadecimal",
        ),
    ];
    for (text, place, part) in cases {
        let lines = errors(text, "en");
        let [line] = lines.as_slice() else { panic!("one mistake: {lines:#?}") };
        assert!(
            line.starts_with(&format!("error: sekimori.yaml:{place}: ")) && line.contains(part),
            "{text}\n{line}"
        );
        let lines = errors(text, "ja");
        assert!(
            lines[0].starts_with(&format!("エラー: sekimori.yaml:{place}: 値が正しくありません")),
            "{}",
            lines[0]
        );
    }
}

#[test]
fn a_limit_of_the_file_has_the_range_of_its_flag() {
    for text in ["limits: {depth: 0}", "limits: {depth: 100000}", "limits: {fileBytes: 9000000000000}"] {
        let lines = errors(&format!("version: 1\n{text}\n"), "en");
        assert!(lines[0].starts_with("error: sekimori.yaml:2:"), "{text}: {lines:?}");
    }
}

#[test]
fn a_key_that_stands_twice_and_a_second_document_are_refused() {
    assert_eq!(
        errors("version: 1\nfailOn: high\nfailOn: low\n", "en"),
        ["error: sekimori.yaml:3:1: this key stands twice. Remove one of them."]
    );
    assert_eq!(
        errors("version: 1\n---\nversion: 1\n", "en"),
        ["error: sekimori.yaml:3:1: a configuration has one document only. Remove this one."]
    );
    assert_eq!(
        errors("version: 1\n---\nversion: 1\n", "ja"),
        ["エラー: sekimori.yaml:3:1: 構成ファイルに書ける文書は 1 つだけです。この文書を削除してください。"]
    );
}

#[test]
fn rules_that_do_not_exist_are_placed() {
    let lines = errors("version: 1\nrules:\n  pod-security/host-prot: {enabled: false}\n", "en");
    let expected = "error: sekimori.yaml:3:3: unknown rule `pod-security/host-prot` (did you mean `pod-security/host-port`?). `sekimori rules list` prints all rules.";
    assert_eq!(lines, [expected]);
}

#[test]
fn what_is_no_yaml_or_no_text_is_placed() {
    let lines = errors("version: 1\na: [1\n", "en");
    assert!(lines[0].starts_with("error: sekimori.yaml:2:4: not well-formed YAML: "), "{lines:?}");
    let folder = Folder::new().and("sekimori.yaml", b"version: 1\n\xff\n");
    let run = sekimori(&["config", "check"]).from(folder.path()).exits(64);
    assert!(
        run.err.starts_with("error: sekimori.yaml:2:1: not well-formed YAML: byte 11 is not UTF-8"),
        "{}",
        run.err
    );
}

#[test]
fn a_configuration_that_is_no_mapping_is_refused() {
    for text in ["- version: 1\n", "version\n", "42\n"] {
        let lines = errors(text, "en");
        assert!(lines[0].starts_with("error: sekimori.yaml:1:1: "), "{text}: {lines:?}");
    }
}

#[test]
fn a_missing_or_huge_file_is_an_error_of_configuration() {
    let folder = Folder::new().and("huge.yaml", format!("# {}\n", "x".repeat(1 << 20)));
    let run = sekimori(&["config", "check"]).from(folder.path()).exits(64);
    assert!(
        run.err.starts_with("error: cannot read the configuration `sekimori.yaml`: No such file"),
        "{}",
        run.err
    );
    let run = sekimori(&["config", "check", "huge.yaml"]).from(folder.path()).exits(64);
    assert!(run.err.contains("the configuration `huge.yaml` is larger than 1048576 bytes."), "{}", run.err);
}

#[test]
fn a_hostile_configuration_costs_little() {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n";
    let bomb = (0..8).fold(bomb.to_owned(), |text, n| {
        let (from, to) = (char::from(b'b' + n), char::from(b'c' + n));
        format!("{text}{to}: &{to} [{}]\n", vec![format!("*{from}"); 10].join(","))
    });
    for text in [bomb, "[".repeat(100_000), "a: {".repeat(100_000)] {
        let folder = Folder::new().and("sekimori.yaml", text);
        sekimori(&["config", "check"]).from(folder.path()).bounded().exits(64);
    }
}

#[test]
fn the_schema_is_a_schema_and_the_sample_is_valid_by_it() {
    let schema: Value = sekimori(&["config", "schema"]).exits(0).json();
    let validator =
        jsonschema::options().with_draft(Draft::Draft202012).build(&schema).expect("it is a schema");
    let sample = fs::read_to_string(repository().join("examples/config/sekimori.yaml")).expect("the sample");
    let sample: Value = yaml_serde::from_str(&sample).expect("the sample is YAML");
    let errors: Vec<String> =
        validator.iter_errors(&sample).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
    assert!(!validator.is_valid(&serde_json::json!({ "failsOn": "high" })), "unknown keys are not valid");
}

#[test]
fn the_sample_can_be_used_and_changes_nothing_of_the_example() {
    let sample = "examples/config/sekimori.yaml";
    sekimori(&["config", "check", sample]).exits(0);
    let findings = |args: &[&str]| {
        let scan = sekimori(&["scan", "examples/shop", "--format", "json"]).args(args);
        scan.by_default().exits(1).json()["findings"].clone()
    };
    assert_eq!(findings(&["--config", sample]), findings(&["--no-config"]));
}

#[test]
fn a_waiver_without_owner_or_reason_is_a_mistake() {
    let text = "version: 1\nwaivers:\n- {rule: \"pod-security/*\", owner: \"\", reason: \" \", expires: 2027-01-01}\n";
    let lines = errors(text, "en");
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(
        lines.iter().any(|line| line.contains("sekimori.yaml:3:28: `owner` of a waiver says nothing")),
        "{lines:#?}"
    );
    assert!(errors(text, "ja").iter().all(|line| line.contains("が空です")));
}
