//! Each line is a record; what is read goes into a database, which must be whole, and be built anew from itself.
#![no_main]

use jiff::Timestamp;
use sekimori_model::Package;
use sekimori_vuln::{Builder, Database, Ecosystem, Record};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut builder = Builder::new(Timestamp::UNIX_EPOCH);
    let mut records = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').take(8) {
        if let Ok(record) = Record::from_json(line) {
            builder.push(&record).expect("a small one is kept");
            records.push(record);
        }
    }
    let mut first = Vec::new();
    builder.write(&mut first).expect("memory can be written");
    let database = Database::open(&first).expect("what was built opens");
    database.verify().expect("what was built is whole");
    let mut again = Vec::new();
    let builder =
        Builder::from_database(&database, Timestamp::UNIX_EPOCH).expect("it can be read to its end");
    builder.write(&mut again).expect("memory can be written");
    assert_eq!(first, again);
    for record in &records {
        assert!(database.record(&record.id).expect("it is whole").is_some());
        assert!(database.text(&record.id).expect("it is whole").is_some());
        for package in &record.affected {
            let Some(ecosystem) = Ecosystem::parse(&package.ecosystem) else { continue };
            let listed = package.versions.iter().map(String::as_str);
            for version in listed.chain(["", "0", "1.2.3-4"]).take(4) {
                let package = Package::new(ecosystem.purl(&package.name, version), "lock");
                database.advisories_of(&package, None).expect("it is whole");
            }
        }
    }
});
