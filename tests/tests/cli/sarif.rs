//! `--format sarif`: valid by the official schema, and of use to those who read it.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Draft;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::manifest::{annotated, shared};
use crate::program::{repository, sekimori};
use crate::report::text;

/// SHA-256 of the file that OASIS publishes, see tests/tests/schemas/README.md.
const OFFICIAL: &str = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e";

fn official_schema() -> Value {
    let path = repository().join("tests/tests/schemas/sarif-schema-2.1.0.json");
    let bytes = fs::read(path).expect("the schema lies beside the tests");
    let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(digest, OFFICIAL, "the schema must stay as it was published");
    serde_json::from_slice(&bytes).expect("the schema is JSON")
}

/// A run with violations, waivers of both kinds, notes and what was not analysed, under odd names.
fn everything() -> Value {
    let waiver = "until=2027-12-31; owner=team-a; reason=agreed";
    let config =
        "waivers: [{rule: pod-security/*, subject: '*/config/*', reason: r, owner: o, expires: 2027-02-01}]";
    let folder = Folder::with(shared("plain"))
        .and(
            "annotated.yaml",
            annotated("a", "waive.sekimori.dev/pod-security.host-namespace-shared", waiver),
        )
        .and("odd.yaml", annotated("odd", "waive.sekimori.dev/pod-security.host-ports", waiver))
        .and("config.yaml", shared("config"))
        .and("broken.yaml", "a: [1\n")
        .and("a b/100% [x]#?:関守\\\u{1}.yaml", shared("name"))
        .and("sekimori.yaml", format!("version: 1\n{config}\n"));
    folder.scan(&["--format", "sarif"]).exits(1).json()
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().expect("a run has results")
}

fn of<'a>(log: &'a Value, uri: &str) -> &'a Value {
    let is = |result: &&Value| uri_of(result) == uri;
    results(log).iter().find(is).unwrap_or_else(|| panic!("no result in {uri}: {:#?}", uris(log)))
}

fn uri_of(result: &Value) -> &str {
    text(&result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
}

fn uris(log: &Value) -> BTreeSet<&str> {
    results(log).iter().map(uri_of).collect()
}

#[test]
fn the_log_is_valid_by_the_official_schema() {
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
    let validator = options.build(&official_schema()).expect("the schema is a schema of draft 4");
    let shop = sekimori(&["scan", "examples/shop", "--format", "sarif"]).exits(1).json();
    let clean = sekimori(&["scan", "examples/shop-clean", "--format", "sarif"]).exits(0).json();
    let standard =
        sekimori(&["scan", "examples/shop", "--format", "sarif", "--pss", "baseline@1.25"]).exits(1).json();
    let folder = Folder::with(shared("a")).and("CODEOWNERS", "* @all all@example.com\n");
    let known = folder.scan(&["--format", "sarif"]).exits(1).out;
    let folder = folder.and("known.txt", known).and("b.yaml", shared("b"));
    let compared = folder.scan(&["--format", "sarif", "--baseline", "known.txt"]).exits(1).json();
    for (name, log) in [
        ("shop", shop),
        ("clean", clean),
        ("standard", standard),
        ("everything", everything()),
        ("compared", compared),
    ] {
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}:\n{}", errors.join("\n"));
    }
}

#[test]
fn the_validator_would_notice_a_fault() {
    let validator =
        jsonschema::options().with_draft(Draft::Draft4).build(&official_schema()).expect("a schema");
    let mut log = everything();
    log["runs"][0]["results"][0]["level"] = "severe".into();
    assert!(!validator.is_valid(&log), "`severe` is no level of SARIF");
}

#[test]
fn the_log_names_the_schema_that_it_was_checked_with() {
    let log = everything();
    assert_eq!(log["$schema"], official_schema()["id"]);
    assert_eq!(log["version"], "2.1.0");
}

#[test]
fn each_result_leads_to_the_descriptor_of_its_rule() {
    for log in [everything(), sekimori(&["scan", "examples/shop", "--format", "sarif"]).exits(1).json()] {
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a driver has rules");
        let ids: BTreeSet<&str> = rules.iter().map(|rule| text(&rule["id"])).collect();
        assert_eq!(ids.len(), rules.len(), "each rule once");
        for result in results(&log) {
            let index =
                usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn each_descriptor_says_what_why_and_how_in_both_languages() {
    let log = everything();
    for descriptor in log["runs"][0]["tool"]["driver"]["rules"].as_array().into_iter().flatten() {
        let rule = sekimori_catalog::find(text(&descriptor["id"])).expect("a rule of the catalog");
        assert_eq!(descriptor["shortDescription"]["text"], rule.title.en);
        assert_eq!(descriptor["fullDescription"]["text"], rule.why.en);
        assert_eq!(descriptor["help"]["text"], rule.fix.en);
        assert_eq!(descriptor["properties"]["ja"]["title"], rule.title.ja);
        assert!(text(&descriptor["properties"]["security-severity"]).parse::<f64>().is_ok(), "{descriptor}");
    }
}

#[test]
fn severity_becomes_the_level() {
    let log = sekimori(&["scan", "examples/shop", "--format", "sarif"]).exits(1).json();
    let levels: BTreeSet<(&str, &str)> =
        results(&log).iter().map(|r| (text(&r["properties"]["severity"]), text(&r["level"]))).collect();
    let expected = [("critical", "error"), ("high", "error"), ("low", "note"), ("medium", "warning")];
    assert_eq!(levels, BTreeSet::from(expected));
}

#[test]
fn waived_results_are_suppressed_with_their_reason() {
    let log = everything();
    let by_annotation = &of(&log, "annotated.yaml")["suppressions"][0];
    assert_eq!((&by_annotation["kind"], &by_annotation["status"]), (&"inSource".into(), &"accepted".into()));
    assert_eq!(by_annotation["justification"], "agreed");
    assert_eq!(by_annotation["properties"]["owner"], "team-a");
    let by_config = &of(&log, "config.yaml")["suppressions"][0];
    assert_eq!(
        (&by_config["kind"], &by_config["properties"]["expires"]),
        (&"external".into(), &"2027-02-01".into())
    );
    assert_eq!(of(&log, "app.yaml").get("suppressions"), None, "what no waiver accepts is not suppressed");
}

#[test]
fn what_was_not_analysed_neither_fails_nor_passes() {
    let log = everything();
    let open = of(&log, "broken.yaml");
    assert_eq!((&open["kind"], &open["level"]), (&"open".into(), &"none".into()));
    assert_eq!(
        (&open["ruleId"], &open["properties"]["reason"]),
        (&"manifest/not-analysed".into(), &"malformed".into())
    );
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn odd_names_become_uris() {
    let log = everything();
    let odd = "a%20b/100%25%20%5Bx%5D%23%3F%3A%E9%96%A2%E5%AE%88%5Cx5C%01.yaml";
    assert!(uris(&log).contains(odd), "{:#?}", uris(&log));
    for uri in uris(&log) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/!$&'()*+,;=@%".contains(c);
        assert!(uri.chars().all(plain), "{uri}");
    }
}

#[test]
fn fingerprints_are_those_of_the_other_formats() {
    let of_json = sekimori(&["scan", "examples/shop", "--format", "json"]).reports(1);
    let log = sekimori(&["scan", "examples/shop", "--format", "sarif"]).exits(1).json();
    let mut of_sarif: Vec<&str> =
        results(&log).iter().map(|result| text(&result["partialFingerprints"]["sekimori/v1"])).collect();
    of_sarif.sort_unstable();
    assert_eq!(of_sarif, of_json.fingerprints());
}

#[test]
fn regions_count_lines_and_code_points_as_they_are() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: 関守}, spec: {hostPID: true}}\n";
    let log = Folder::with(pod).scan(&["--format", "sarif", "--pss", "baseline"]).exits(1).json();
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let region = &of(&log, "app.yaml")["locations"][0]["physicalLocation"]["region"];
    let start = pod.chars().take_while(|c| *c != 'h').count();
    let before = pod.find("hostPID").expect("it stands there");
    // "hostPID: true" has 13 characters.
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&(start + 1).into(), &(start + 14).into()));
    assert_eq!((&region["byteOffset"], &region["byteLength"]), (&before.into(), &13.into()));
}

#[test]
fn notes_become_notifications_of_the_tool() {
    let log = everything();
    let notifications = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notifications[0]["descriptor"]["id"], "waiver-invalid");
    assert!(text(&notifications[0]["message"]["text"]).contains("host-ports"), "{notifications}");
}
