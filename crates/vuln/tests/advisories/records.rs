//! What is read of a record, and what is refused.

use sekimori_vuln::{Error, EventKind, Record};
use serde_json::{Value, json};

use crate::{record, until};

fn read(value: &Value) -> Result<Record, Error> {
    Record::from_json(value.to_string().as_bytes())
}

fn reason(value: &Value) -> String {
    match read(value) {
        Err(Error::Record { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_record_is_read_and_unknown_fields_are_passed_over() {
    let more = json!({
        "schema_version": "1.7.9", "aliases": ["OSV-TEST-2", "OSV-TEST-1", "OSV-TEST-2"], "details": "More.",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "references": [{"type": "FIX", "url": "https://example.org/fix"}, {"type": "WEB", "url": "javascript:alert(1)"}],
        "database_specific": {"severity": "HIGH", "license": "CC0-1.0", "other": [{"deep": null}]},
        "never": {"heard": ["of", {"this": 1}]},
    });
    let record =
        read(&record("OSV-TEST-1", concat!("crates", ".io"), "example-a", &until("1.2.0"), &more)).unwrap();
    assert_eq!(record.aliases, ["OSV-TEST-2"], "sorted, each once, and not its own");
    assert_eq!(record.references, [("FIX".to_owned(), "https://example.org/fix".to_owned())]);
    assert_eq!((record.word.as_str(), record.licence.as_str()), ("HIGH", "CC0-1.0"));
    let events = &record.affected[0].ranges[0].events;
    assert_eq!((events[1].what, events[1].version.as_str()), (EventKind::Fixed, "1.2.0"));
}

#[test]
fn lists_may_be_null_and_specifics_of_any_type() {
    let record = json!({
        "id": "OSV-TEST-1", "modified": "2026-01-01T00:00:00Z", "aliases": null, "references": null, "severity": null,
        "affected": [{"package": {"ecosystem": "npm", "name": "example-a"}, "versions": ["1.0.0"], "ranges": null,
            "ecosystem_specific": ["no", "structure"], "database_specific": {"severity": {"of": 1}}}, {"package": null}],
        "database_specific": "text",
    });
    let record = read(&record).unwrap();
    assert_eq!(record.affected.len(), 1);
    assert_eq!(record.affected[0].versions, ["1.0.0"]);
}

#[test]
fn what_has_no_id_or_no_time_is_refused() {
    assert!(reason(&json!({"modified": "2026-01-01T00:00:00Z"})).contains("no id"));
    assert!(reason(&json!({"id": "OSV TEST", "modified": "2026-01-01T00:00:00Z"})).contains("no id"));
    assert!(reason(&json!({"id": "OSV-TEST-1", "modified": 7})).contains("changed"));
    assert!(reason(&json!({"id": "OSV-TEST-1"})).contains("changed"));
    assert!(Record::from_json(b"[").is_err() && Record::from_json(b"").is_err());
}

#[test]
fn a_time_that_cannot_be_read_is_the_oldest() {
    let record = read(&json!({"id": "OSV-TEST-1", "modified": "1-01-01T00:00:00Z"})).unwrap();
    assert_eq!(record.modified.as_second(), 0);
}

#[test]
fn lists_without_end_are_refused_by_name() {
    let many = |n: usize| (0..n).map(|i| format!("OSV-TEST-{i}")).collect::<Vec<_>>();
    let aliases = json!({"aliases": many(1_000_000)});
    let wanted = "more than 100 members";
    assert!(reason(&record("OSV-TEST-1", "npm", "example-a", &until("1.0.0"), &aliases)).contains(wanted));
    let events: Vec<Value> = (0..100_000).map(|i| json!({"fixed": format!("{i}.0.0")})).collect();
    let events = record("OSV-TEST-1", "npm", "example-a", &json!(events), &json!({}));
    assert!(reason(&events).contains("more than 20000 members"));
    let long = record("OSV-TEST-1", "npm", "example-a", &until(&"1".repeat(5_000)), &json!({}));
    assert!(reason(&long).contains("version is too long"));
    let name = record("OSV-TEST-1", "npm", &"a".repeat(5_000), &until("1.0.0"), &json!({}));
    assert!(reason(&name).contains("name of a package"));
    let deep = format!(r#"{{"id":"OSV-TEST-1","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(Record::from_json(deep.as_bytes()).is_err());
}

#[test]
fn texts_are_cut_and_hold_nothing_that_controls_a_terminal() {
    let more = json!({"details": "é\u{1b}[31m".repeat(10_000), "summary": "one\nline\u{7}"});
    let record = read(&record("OSV-TEST-1", "npm", "example-a", &until("1.0.0"), &more)).unwrap();
    assert!(
        record.details.len() <= 4_000 && record.details.starts_with("é[31mé"),
        "{}",
        &record.details[..20]
    );
    assert_eq!(record.summary, "one line");
}
