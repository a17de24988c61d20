//! Advisories: records in, a database, and what packages have. Every id and package here is invented.
#![expect(clippy::unwrap_used, reason = "tests may fail")]

mod database;
mod hostile;
mod matching;
mod names;
mod records;
mod remedies;

use jiff::Timestamp;
use sekimori_model::{Affected, Package};
use sekimori_vuln::{Builder, Database, EpssList, KevList, Matches};
use serde_json::{Value, json};

/// A record of one package, with what else is given.
pub(crate) fn record(id: &str, ecosystem: &str, name: &str, events: &Value, more: &Value) -> Value {
    let mut record = json!({
        "id": id,
        "modified": "2026-01-02T03:04:05Z",
        "published": "2026-01-01T00:00:00Z",
        "summary": format!("An example of {name}"),
        "affected": [{
            "package": {"ecosystem": ecosystem, "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }],
    });
    for (key, value) in more.as_object().unwrap() {
        record[key] = value.clone();
    }
    record
}

/// `introduced` at the beginning, `fixed` at a version.
pub(crate) fn until(fixed: &str) -> Value {
    json!([{"introduced": "0"}, {"fixed": fixed}])
}

pub(crate) fn built() -> Timestamp {
    "2026-02-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn builder(records: &[Value]) -> Builder {
    let mut builder = Builder::new(built());
    for record in records {
        builder.push_json(record.to_string().as_bytes()).unwrap();
    }
    builder
}

pub(crate) fn bytes(records: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut builder = builder(records);
    let kev = json!({"catalogVersion": "1", "vulnerabilities": [
        {"cveID": "CVE-1998-90001", "dateAdded": "2026-01-05", "dueDate": "2026-01-26", "knownRansomwareCampaignUse": "Known"},
    ]});
    builder.set_kev(KevList::from_json(kev.to_string().as_bytes()).unwrap());
    let epss =
        "#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\nCVE-1998-90001,0.90000,0.99000\n";
    builder.set_epss(EpssList::from_csv(epss.as_bytes()).unwrap());
    builder.write(&mut bytes).unwrap();
    bytes
}

/// Asks about a package by its URL.
pub(crate) fn ask(bytes: &[u8], purl: &str) -> Matches {
    let package = Package::new(purl.parse().unwrap(), "lock");
    Database::open(bytes).unwrap().advisories_of(&package, None).unwrap()
}

/// Asks, and takes the one advisory that there must be.
pub(crate) fn one(bytes: &[u8], purl: &str) -> Affected {
    let mut matches = ask(bytes, purl);
    assert_eq!(matches.gaps, [], "{purl}");
    assert_eq!(matches.found.len(), 1, "{purl}: {:?}", matches.found);
    matches.found.remove(0)
}

/// Asks, and returns the ids.
pub(crate) fn ids(bytes: &[u8], purl: &str) -> Vec<String> {
    ask(bytes, purl).found.iter().map(|affected| affected.advisory.id.to_string()).collect()
}
