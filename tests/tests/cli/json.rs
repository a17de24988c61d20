//! `--format json`: the envelope `sekimori.dev/findings/v1`.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use sekimori_model::wire::findings_schema;
use serde_json::Value;

use crate::folder::Folder;
use crate::manifest::{annotated, pod, shared};
use crate::program::{repository, sekimori};
use crate::report::{Found, Report};

/// The published schema; the house's own tests see to it that it is the model's.
fn schema() -> Value {
    let file = fs::read_to_string(repository().join("docs/schemas/findings.v1.schema.json"));
    file.map_or_else(
        |_| findings_schema().to_value(),
        |text| serde_json::from_str(&text).expect("a schema is JSON"),
    )
}

/// A folder in which each part of the envelope is used.
fn everything() -> Folder {
    let waiver = "until=2027-12-31; owner=team-a; reason=agreed; approver=security";
    let twice = "  hostAliases: []\n  hostAliases: []\n";
    Folder::with(shared("plain"))
        .and(
            "waived.yaml",
            annotated("waived", "waive.sekimori.dev/pod-security.host-namespace-shared", waiver),
        )
        .and(
            "expired.yaml",
            annotated("old", "waive.sekimori.dev/pod-security.host-port", &waiver.replace("2027", "2020")),
        )
        .and("invalid.yaml", annotated("odd", "waive.sekimori.dev/pod-security.host-ports", waiver))
        .and("twice.yaml", pod("twice", twice))
        .and("broken.yaml", "a: [1\n")
        .and("windows.yaml", pod("win", "  os: {name: windows}\n"))
        .and("wrong.yaml", pod("wrong", "  hostPID: maybe\n"))
        .and("sekimori.yaml", "version: 1\nrules: {pod-security/host-namespace-shared: {severity: low}}\n")
}

fn errors(validator: &Validator, instance: &Value) -> String {
    let lines =
        validator.iter_errors(instance).map(|error| format!("  {}: {error}\n", error.instance_path()));
    lines.collect::<Vec<_>>().concat()
}

#[test]
fn the_envelope_is_valid_by_the_published_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is a schema");
    let shop = sekimori(&["scan", "examples/shop", "--format", "json"]).exits(1).json();
    let all = everything().report(&["--pack", "restricted"]).all;
    let standard = everything().report(&["--pss", "baseline@1.30"]).all;
    let folder = everything().and("CODEOWNERS", "* @all all@example.com\n/app.yaml @other\n");
    let known = folder.report(&[]).all.to_string();
    let narrow = ["--baseline", "known.txt", "--owner", "all"];
    let narrowed = folder.and("known.txt", known).report(&narrow).all;
    for (name, instance) in
        [("shop", shop), ("everything", all), ("standard", standard), ("narrowed", narrowed)]
    {
        assert_eq!(errors(&validator, &instance), "", "{name}");
    }
}

#[test]
fn the_schema_knows_every_field_that_is_written() {
    let schema = schema();
    let finding = &schema["$defs"]["FindingV1"];
    let alternatives = finding["oneOf"].as_array().into_iter().flatten();
    let properties =
        |part: &Value| part["properties"].as_object().into_iter().flat_map(|p| p.keys().cloned()).collect();
    let mut known: BTreeSet<String> = properties(finding);
    alternatives.for_each(|part| known.extend::<BTreeSet<String>>(properties(part)));
    for found in everything().report(&[]).findings {
        let keys = found.0.as_object().expect("a finding is an object").keys();
        let unknown: Vec<&String> = keys.filter(|key| !known.contains(*key)).collect();
        assert!(unknown.is_empty(), "not in the schema: {unknown:?}");
    }
}

#[test]
fn the_envelope_says_what_it_is_and_how_it_came_about() {
    let report = everything().report(&["--pss", "baseline@1.30"]);
    let all = &report.all;
    assert_eq!(all["schema"], "sekimori.dev/findings/v1");
    assert_eq!(all["tool"]["name"], "sekimori");
    assert_eq!(all["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(all["date"], "2027-01-15");
    assert_eq!(all["standard"], serde_json::json!({ "level": "baseline", "version": "1.30" }));
    assert_eq!(all["complete"], false, "a broken file stands in the folder");
    assert_eq!(all["verdict"]["decision"], "fail");
    let decided: Vec<&str> =
        all["verdict"]["decidedBy"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut expected: Vec<&str> =
        report.findings.iter().filter(|f| f.outcome() == "violated").map(Found::fingerprint).collect();
    expected.sort_unstable();
    assert_eq!(decided, expected, "what was violated at or above `low` decided");
}

#[test]
fn each_finding_names_rule_severity_fingerprint_subject_place_and_whether_it_is_waived() {
    let report = everything().report(&[]);
    assert!(report.findings.len() >= 6, "{:#?}", report.findings);
    for found in &report.findings {
        let rule =
            sekimori_catalog::find(found.rule()).unwrap_or_else(|| panic!("unknown rule {}", found.rule()));
        assert!(found.0["severity"].is_string());
        assert_eq!(found.fingerprint().len(), 32);
        assert!(found.0["subject"]["type"].is_string(), "{}", found.0);
        assert_eq!(found.0["waived"], found.outcome() == "waived");
        assert_eq!(found.0["location"], found.0["locations"][0], "`location` is the first of `locations`");
        assert!(
            found.0["location"]["line"].as_u64() >= Some(1)
                && found.0["location"]["column"].as_u64() >= Some(1)
        );
        assert_eq!(
            (&found.0["title"]["en"], &found.0["title"]["ja"]),
            (&rule.title.en.into(), &rule.title.ja.into())
        );
        assert_eq!(
            (&found.0["why"]["en"], &found.0["why"]["ja"]),
            (&rule.why.en.into(), &rule.why.ja.into())
        );
        for lang in ["en", "ja"] {
            assert!(found.0["fix"][lang].as_str().is_some_and(|text| text.len() > 10), "{}", found.0["fix"]);
        }
    }
}

#[test]
fn what_was_waived_stays_in_the_report_with_its_waiver() {
    let report = everything().report(&[]);
    let [waived] = report.findings.iter().filter(|found| found.0["waived"] == true).collect::<Vec<_>>()[..]
    else {
        panic!("one waived finding: {:?}", report.waived())
    };
    let named = &waived.0["waiver"];
    let parts = ["owner", "reason", "expires", "approver"].map(|key| named[key].as_str().unwrap_or_default());
    assert_eq!(parts, ["team-a", "agreed", "2027-12-31", "security"]);
    assert_eq!(
        named["origin"],
        serde_json::json!({ "type": "annotation", "path": "waived.yaml", "line": 3 })
    );
}

#[test]
fn every_kind_of_note_has_a_code_and_both_languages() {
    let report = everything().report(&[]);
    assert_eq!(report.note_codes(), ["waiver-expired", "waiver-invalid", "duplicate-key"]);
    for note in report.all["notes"].as_array().into_iter().flatten() {
        assert!(note["text"]["ja"].as_str().is_some_and(|text| !text.is_ascii()), "{note}");
    }
}

#[test]
fn findings_stand_by_path_line_and_column() {
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).reports(1);
    let keys: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.path(), f.0["location"]["line"].as_u64(), f.0["location"]["column"].as_u64(), f.rule()))
        .collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(keys, sorted);
}

#[test]
fn the_bytes_do_not_depend_on_threads_runs_languages_or_colours() {
    let folder = everything();
    for format in ["json", "sarif"] {
        let bytes = |more: &[&str]| folder.scan(&["--format", format]).args(more).exits(1).out;
        let expected = bytes(&[]);
        let others: [&[&str]; 6] = [
            &[],
            &["--threads", "1"],
            &["--threads", "8"],
            &["--lang", "ja"],
            &["--color", "always"],
            &["--quiet", "--show-waived"],
        ];
        for more in others {
            assert_eq!(bytes(more), expected, "{format} {more:?}");
        }
    }
}

#[test]
fn nothing_but_the_report_is_on_standard_output() {
    let folder = everything();
    let run = folder.scan(&["--format", "json"]).exits(1);
    Report::read(&run.json());
    assert!(run.err.contains("rules on"), "the last line is for people: {}", run.err);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'));
    let quiet = folder.scan(&["--format", "json", "--quiet"]).exits(1);
    assert_eq!((quiet.err.as_str(), quiet.out == run.out), ("", true), "--quiet leaves the report alone");
}

#[test]
fn the_report_can_go_to_a_file() {
    let folder = everything();
    let expected = folder.scan(&["--format", "json"]).exits(1).out;
    let target = Folder::new();
    let run = folder.scan(&["--format", "json", "--output"]).arg(target.join("report.json")).exits(1);
    assert_eq!(run.out, "", "standard output stays free");
    assert_eq!(fs::read_to_string(target.join("report.json")).ok(), Some(expected));
}
