//! Every rule about packages against its fixture: each line marked `# bad` is reported, no other line is.
//!
//! A document of such a fixture has `advisories`, which are records of OSV, and `packages`, which are package URLs.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;

use jiff::Timestamp;
use sekimori_catalog::{Rule, all, fixture};
use sekimori_model::{AdvisoryKind, Limits, Package, Purl};
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, documents};
use sekimori_vuln::{Builder, Database};
use serde_json::{Map, Value};

/// The documents of a fixture as (first line, text).
fn parts(text: &str) -> Vec<(u32, String)> {
    let mut parts = vec![(1, String::new())];
    for (number, line) in (1..).zip(text.lines()) {
        if line == "---" {
            parts.push((number + 1, String::new()));
        } else {
            let last = parts.last_mut().unwrap();
            last.1.push_str(line);
            last.1.push('\n');
        }
    }
    parts
}

/// What a record of OSV is in JSON.
fn json(node: Node<'_>) -> Value {
    let items: Vec<Value> = node.items().map(json).collect();
    let entries: Map<String, Value> =
        node.entries().map(|entry| (entry.key.text().unwrap().to_owned(), json(entry.value))).collect();
    match node.text() {
        Some(text) => Value::String(text.to_owned()),
        None if entries.is_empty() => Value::Array(items),
        None => Value::Object(entries),
    }
}

/// The lines on which a package has an advisory of this kind.
fn lines(text: &str, kind: AdvisoryKind) -> BTreeSet<u32> {
    let decoded = decode(text.as_bytes()).unwrap();
    let document = documents(&decoded, &Limits::default()).next().unwrap().unwrap();
    let root = document.root();
    let mut builder = Builder::new(Timestamp::UNIX_EPOCH);
    for record in root.get("advisories").unwrap().items() {
        builder.push_json(json(record).to_string().as_bytes()).unwrap();
    }
    let mut bytes = Vec::new();
    builder.write(&mut bytes).unwrap();
    let database = Database::open(&bytes).unwrap();
    let packages = root.get("packages").unwrap();
    let has_one = |package: &Node<'_>| {
        let purl: Purl = package.text().unwrap().parse().unwrap();
        let found = database.advisories_of(&Package::new(purl, "fixture"), None).unwrap().found;
        found.iter().any(|one| one.advisory.kind == kind)
    };
    packages.items().filter(has_one).map(|package| package.span().line).collect()
}

fn of_packages() -> impl Iterator<Item = (&'static Rule, AdvisoryKind)> {
    all().iter().filter_map(|rule| Some((*rule, rule.advisories()?)))
}

#[test]
fn every_marked_line_is_reported_and_no_other() {
    let mut faults = Vec::new();
    for (rule, kind) in of_packages() {
        let (mut bad, mut good) = (0, 0);
        for (first, text) in parts(fixture(rule)) {
            let marked: BTreeSet<u32> =
                (1..).zip(text.lines()).filter(|(_, line)| line.ends_with("# bad")).map(|(n, _)| n).collect();
            let found = lines(&text, kind);
            if found != marked {
                faults.push(format!("{} from line {first}: {found:?}, marked {marked:?}", rule.id));
            }
            if marked.is_empty() { good += 1 } else { bad += 1 }
        }
        if bad == 0 || good == 0 {
            faults.push(format!("{}: its fixture needs a bad and a good document", rule.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_kind_of_advisories_has_one_rule() {
    let kinds: Vec<AdvisoryKind> = of_packages().map(|(_, kind)| kind).collect();
    let once: BTreeSet<AdvisoryKind> = kinds.iter().copied().collect();
    assert_eq!(kinds.len(), once.len(), "two rules tell of one kind");
    let every = [
        AdvisoryKind::Notice,
        AdvisoryKind::Unmaintained,
        AdvisoryKind::Unsound,
        AdvisoryKind::Vulnerability,
        AdvisoryKind::Malicious,
    ];
    assert!(every.iter().all(|kind| once.contains(kind)), "a kind has no rule: {once:?}");
}
