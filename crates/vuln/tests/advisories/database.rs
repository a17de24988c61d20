//! The file: what is in it, that it is the same for the same records, and how it grows.

use proptest::prelude::*;
use sekimori_vuln::{Builder, Database, SourceFacts};
use serde_json::{Value, json};

use crate::{builder, built, bytes, ids, one, record, until};

fn some(count: usize) -> Vec<Value> {
    (0..count)
        .map(|i| {
            let ecosystem = ["npm", "PyPI", "Debian:12", concat!("crates", ".io")][i % 4];
            let more = json!({"aliases": [format!("CVE-1998-{}", 90_000 + i)], "details": format!("About {i}. ").repeat(40)});
            record(&format!("OSV-TEST-{i}"), ecosystem, &format!("example-{}", i % 17), &until("1.2.3"), &more)
        })
        .collect()
}

fn write(builder: Builder) -> Vec<u8> {
    let mut bytes = Vec::new();
    builder.write(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_database_says_what_it_is() {
    let mut builder = builder(&some(20));
    builder.add_source(SourceFacts { name: "b".into(), cursor: "2".into(), records: 20, refused: 0 });
    builder.add_source(SourceFacts { name: "a".into(), cursor: "1".into(), records: 0, refused: 3 });
    let bytes = write(builder);
    let database = Database::open(&bytes).unwrap();
    database.verify().unwrap();
    let facts = database.facts();
    assert_eq!((facts.records, facts.withdrawn, facts.built, facts.bytes), (20, 0, built(), bytes.len()));
    assert_eq!(facts.ecosystems, ["Debian:12", "PyPI", concat!("crates", ".io"), "npm"]);
    assert_eq!(facts.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let record = database.record("OSV-TEST-7").unwrap().unwrap();
    assert_eq!(record.aliases, ["CVE-1998-90007"]);
    assert_eq!(database.record("OSV-TEST-99").unwrap(), None);
    let text = database.text("OSV-TEST-7").unwrap().unwrap();
    assert!(text.details.starts_with("About 7. About 7.") && text.summary == "An example of example-7");
}

#[test]
fn the_latest_record_of_an_id_stays() {
    let of = |fixed: &str, modified: &str| {
        record("OSV-TEST-1", "npm", "example-a", &until(fixed), &json!({"modified": modified}))
    };
    let (old, new) = (of("1.0.0", "2026-01-01T00:00:00Z"), of("2.0.0", "2026-01-01T00:00:00.5Z"));
    for order in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        let bytes = bytes(&order);
        assert_eq!(one(&bytes, "pkg:npm/example-a@0.1.0").fixed, ["2.0.0".into()]);
        assert_eq!(Database::open(&bytes).unwrap().facts().records, 1);
    }
}

#[test]
fn an_update_gives_what_building_anew_gives() {
    let mut all = some(60);
    let mut later = all[3].clone();
    later["modified"] = json!("2026-01-20T00:00:00Z");
    later["withdrawn"] = json!("2026-01-20T00:00:00Z");
    let old = bytes(&all[..40]);
    let mut update = Builder::from_database(&Database::open(&old).unwrap(), built()).unwrap();
    for record in all[40..].iter().chain([&later]) {
        update.push_json(record.to_string().as_bytes()).unwrap();
    }
    let updated = write(update);
    all[3] = later;
    assert_eq!(updated, bytes(&all), "the lists of exploited and likely faults stay, too");
    Database::open(&updated).unwrap().verify().unwrap();
    assert_eq!(ids(&old, "pkg:cargo/example-3@1.0.0"), ["CVE-1998-90003"]);
    assert_eq!(ids(&updated, "pkg:cargo/example-3@1.0.0"), [""; 0], "it was taken back");
}

#[test]
fn an_empty_database_is_one() {
    let bytes = write(Builder::new(built()));
    let database = Database::open(&bytes).unwrap();
    database.verify().unwrap();
    assert_eq!(database.facts().records, 0);
}

#[test]
fn a_record_that_is_refused_does_not_stop_the_rest() {
    let mut builder = builder(&some(3));
    assert!(builder.push_json(b"{}").is_err());
    builder.push_json(some(4)[3].to_string().as_bytes()).unwrap();
    assert_eq!(Database::open(&write(builder)).unwrap().facts().records, 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_records_does_not_matter(order in Just((0..40).collect::<Vec<usize>>()).prop_shuffle()) {
        let mut all = some(40);
        // Two say different things of one id at one time.
        all[1]["id"] = json!("OSV-TEST-0");
        let shuffled: Vec<Value> = order.iter().map(|place| all[*place].clone()).collect();
        prop_assert_eq!(write(builder(&shuffled)), write(builder(&all)));
    }
}

#[test]
fn of_records_with_one_id_and_one_time_none_is_lost() {
    let npm = record("OSV-TEST-1", "npm", "example-a", &until("1.0.0"), &json!({}));
    let maven = record("OSV-TEST-1", "Maven", "org.example:a", &until("2.0.0"), &json!({}));
    let mut older = record("OSV-TEST-1", "PyPI", "example-a", &until("2.0.0"), &json!({}));
    older["modified"] = json!("1999-01-01T00:00:00Z");
    let first = bytes(&[npm.clone(), maven.clone(), older.clone()]);
    assert_eq!(first, bytes(&[maven, older, npm.clone(), npm]), "in whichever order they come");
    assert_eq!(ids(&first, "pkg:npm/example-a@0.1.0"), ["OSV-TEST-1"]);
    assert_eq!(ids(&first, "pkg:maven/org.example/a@1.1.0"), ["OSV-TEST-1"]);
    assert!(ids(&first, "pkg:pypi/example-a@0.1").is_empty(), "it was changed since");
}
