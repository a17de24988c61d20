//! A small database in which bytes are changed: three bytes say where and what. The first byte says whether the checksum of
//! the head is made to fit, so that what lies behind it is reached; 2 takes the bytes as they are.
#![no_main]

use std::sync::LazyLock;

use jiff::Timestamp;
use sekimori_model::Package;
use sekimori_vuln::{Builder, Database};
use sha2::{Digest as _, Sha256};

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut builder = Builder::new(Timestamp::UNIX_EPOCH);
    for number in 0..6 {
        let record = serde_json::json!({
            "id": format!("OSV-TEST-{number}"), "modified": "2026-01-01T00:00:00Z", "aliases": ["CVE-1998-90001"],
            "affected": [{"package": {"ecosystem": "npm", "name": format!("example-{}", number % 3)},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}], "versions": ["7.0.0"]}],
        });
        builder.push_json(record.to_string().as_bytes()).expect("it is a record");
    }
    let mut bytes = Vec::new();
    builder.write(&mut bytes).expect("memory can be written");
    bytes
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((how, rest)) = input.split_first() else { return };
    if *how == 2 {
        return exercise(rest);
    }
    let mut bytes = SMALL.clone();
    for change in rest.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
        bytes[at] = change[2];
    }
    if *how == 1 {
        mend(&mut bytes);
    }
    exercise(&bytes);
});

fn mend(bytes: &mut [u8]) {
    let end = bytes.len() - 44;
    let length = u32::from_le_bytes([bytes[end + 32], bytes[end + 33], bytes[end + 34], bytes[end + 35]]);
    let start = usize::try_from(length).ok().and_then(|length| end.checked_sub(length));
    if let Some(start) = start {
        let sum: [u8; 32] = Sha256::digest(&bytes[start..end]).into();
        bytes[end..end + 32].copy_from_slice(&sum);
    }
}

fn exercise(bytes: &[u8]) {
    let Ok(database) = Database::open(bytes) else { return };
    let _ = database.verify();
    let _ = database.facts();
    for number in 0..3 {
        let url = format!("pkg:npm/example-{number}@1.0.0");
        let package = Package::new(url.parse().expect("it is one"), "lock");
        let _ = database.advisories_of(&package, None);
        let _ = database.record(&format!("OSV-TEST-{number}"));
        let _ = database.text(&format!("OSV-TEST-{number}"));
    }
    let _ = Builder::from_database(&database, Timestamp::UNIX_EPOCH);
}
