//! Bytes that are no database, and those that only look like one.

use proptest::prelude::*;
use sekimori_model::Package;
use sekimori_vuln::{Database, Error};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{bytes, record, until};

fn small() -> Vec<u8> {
    let more = json!({"aliases": ["CVE-1998-90001"], "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}]});
    let all: Vec<Value> = (0..6)
        .map(|i| {
            record(&format!("OSV-TEST-{i}"), "npm", &format!("example-{}", i % 3), &until("1.2.3"), &more)
        })
        .collect();
    bytes(&all)
}

/// Does with bytes all that can be done with a database.
fn exercise(bytes: &[u8]) -> Result<(), Error> {
    let database = Database::open(bytes)?;
    let verified = database.verify();
    for name in 0..3 {
        let package = Package::new(format!("pkg:npm/example-{name}@1.0.0").parse().unwrap(), "lock");
        let _ = database.advisories_of(&package, None);
    }
    for id in 0..6 {
        let _ = database.record(&format!("OSV-TEST-{id}"));
        let _ = database.text(&format!("OSV-TEST-{id}"));
    }
    let _ = database.facts();
    verified
}

/// Makes the checksum of the head fit again, so that what lies behind it is reached.
fn mend(bytes: &mut [u8]) {
    let end = bytes.len() - 44;
    let length = usize::try_from(u32::from_le_bytes(bytes[end + 32..end + 36].try_into().unwrap())).unwrap();
    if let Some(start) = end.checked_sub(length) {
        let sum: [u8; 32] = Sha256::digest(&bytes[start..end]).into();
        bytes[end..end + 32].copy_from_slice(&sum);
    }
}

#[test]
fn a_file_that_was_cut_off_is_none() {
    let whole = small();
    exercise(&whole).unwrap();
    for end in 0..whole.len() {
        assert!(exercise(&whole[..end]).is_err(), "{end}");
    }
    let mut longer = whole;
    longer.push(0);
    assert!(exercise(&longer).is_err());
}

#[test]
fn every_byte_that_is_changed_is_noticed() {
    let whole = small();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        assert!(exercise(&changed).is_err(), "{at}");
    }
}

#[test]
fn what_decides_is_checked_before_each_use() {
    let whole = small();
    Database::open(&whole).unwrap().check().unwrap();
    let mut unnoticed = Vec::new();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 4;
        if Database::open(&changed).is_ok_and(|database| database.check().is_ok()) {
            unnoticed.push(at);
        }
    }
    // What people wrote comes first; behind it every byte counts.
    assert!(unnoticed.iter().all(|at| *at < whole.len() / 4), "{unnoticed:?}");
}

#[test]
fn another_format_is_told_by_its_number() {
    let mut other = small();
    let end = other.len() - 44;
    let length = usize::try_from(u32::from_le_bytes(other[end + 32..end + 36].try_into().unwrap())).unwrap();
    other[end - length] = 9;
    mend(&mut other);
    assert_eq!(Database::open(&other).err(), Some(Error::Format { found: 9, known: 3 }));
}

proptest! {
    #[test]
    fn any_bytes_are_an_error_and_no_panic(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(exercise(&noise).is_err());
    }

    #[test]
    fn a_head_that_lies_leads_nowhere(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut changed = small();
        for (at, byte) in changes {
            let at = at.index(changed.len() - 12);
            changed[at] = byte;
        }
        mend(&mut changed);
        // It may still be one, where nothing changed that counts.
        let _ = exercise(&changed);
    }

    #[test]
    fn any_bytes_as_a_record_are_no_panic(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(sekimori_vuln::Record::from_json(&noise).is_err());
    }
}
