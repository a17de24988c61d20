//! What the fuzzer does with its bytes, and what the replay in `tests/corpus.rs` does with what it kept.

use std::cmp::Ordering;
use std::sync::LazyLock;

use jiff::Timestamp;
use sekimori_model::{Package, Purl};
use sekimori_vuln::{Builder, Cvss, Database, Ecosystem, Order, Record, Vex, VexDocument, Whole};
use sha2::{Digest as _, Sha256};

/// Takes a text for a vector.
pub fn exercise_cvss(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(score) = Cvss::parse_vector(text) {
        assert!(score.tenths() <= 100);
    }
}

/// The first byte picks the order; three lines follow, which must keep what makes an order.
pub fn exercise_versions(bytes: &[u8]) {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let order = Order::ALL[usize::from(*pick) % Order::ALL.len()];
    let text = String::from_utf8_lossy(rest);
    let mut lines = text.splitn(3, '\n');
    let [a, b, c] = [(); 3].map(|()| lines.next().unwrap_or_default());
    let takes = |text| order.compare(text, text).inspect(|found| assert!(found.is_eq())).is_ok();
    let compare = |left, right| {
        let found = order.compare(left, right);
        assert_eq!(found.is_ok(), takes(left) && takes(right));
        found
    };
    let (Ok(ab), Ok(bc), Ok(ac)) = (compare(a, b), compare(b, c), compare(a, c)) else { return };
    assert_eq!(order.compare(b, a), Ok(ab.reverse()));
    if ab == bc || ab == Ordering::Equal || bc == Ordering::Equal {
        assert_eq!(ac, ab.then(bc), "{}: {a:?} {b:?} {c:?}", order.name());
    }
}

/// Each line is a record; what is read goes into a database, which must be whole, and be built anew from itself.
pub fn exercise_records(bytes: &[u8]) {
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
}

/// A document of statements: it is read or refused, and asked about whatever it names, in bounded time.
pub fn exercise_vex(bytes: &[u8]) {
    let Ok(document) = VexDocument::parse(bytes) else { return };
    let vex = Vex::new(vec![document.clone(), document]);
    let mut packages: Vec<Package> = ["pkg:npm/a@1", "pkg:npm/b@1", "pkg:rpm/redhat/c@1?arch=x86_64"]
        .iter()
        .map(|text| Package::new(text.parse::<Purl>().expect("a package URL"), "lock"))
        .collect();
    packages[0].needs = vec![1, 0];
    packages[1].needs = vec![2, 0];
    let whole = Whole { repository: "h/a", digest: "sha256:aa", distribution: Some(("rhel", "9.4")) };
    for at in 0..packages.len() {
        let decide = || {
            vex.decide(&["CVE-2026-1"], &packages, at, &whole, jiff::civil::Date::MAX)
                .map(|one| (one.document, one.statement))
        };
        assert_eq!(decide(), decide());
    }
}

/// A small database in which bytes are changed: three bytes say where and what. The first byte says whether the checksum of
/// the head is made to fit, so that what lies behind it is reached; 2 takes the bytes as they are.
pub fn exercise_database(input: &[u8]) {
    let Some((how, rest)) = input.split_first() else { return };
    if *how == 2 {
        return use_all(rest);
    }
    let mut bytes = SMALL.clone();
    for change in rest.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
        bytes[at] = change[2];
    }
    if *how == 1 {
        mend(&mut bytes);
    }
    use_all(&bytes);
}

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

fn mend(bytes: &mut [u8]) {
    let end = bytes.len() - 44;
    let length = u32::from_le_bytes([bytes[end + 32], bytes[end + 33], bytes[end + 34], bytes[end + 35]]);
    let start = usize::try_from(length).ok().and_then(|length| end.checked_sub(length));
    if let Some(start) = start {
        let sum: [u8; 32] = Sha256::digest(&bytes[start..end]).into();
        bytes[end..end + 32].copy_from_slice(&sum);
    }
}

fn use_all(bytes: &[u8]) {
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
