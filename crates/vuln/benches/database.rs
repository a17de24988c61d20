//! Records a second into a database, how long it takes to open, and packages a second against it.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use sekimori_model::Package;
use sekimori_vuln::{Builder, Database, Record};
use serde_json::json;

/// Packages of a large image.
const PACKAGES: u64 = 5_000;

/// Records, of which ten speak of each package.
const RECORDS: u64 = 40_000;

fn json_of(number: u64) -> Vec<u8> {
    let ecosystem = ["npm", "PyPI", "Debian:12", "Maven"][usize::try_from(number % 4).unwrap()];
    let name = match number % 4 {
        3 => format!("org.example:a-{}", number % 16_000),
        _ => format!("example-{}", number % 16_000),
    };
    let fixed = format!("{}.{}.0", number % 3 + 1, number % 7);
    json!({
        "id": format!("OSV-TEST-{number}"),
        "modified": "2026-01-01T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "aliases": [format!("CVE-1998-{}", 10_000 + number)],
        "summary": format!("Example {number} does what it should not"),
        "details": format!("What number {number} does, and why. ").repeat(20),
        "affected": [{
            "package": {"ecosystem": ecosystem, "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
        }],
        "references": [{"type": "WEB", "url": format!("https://example.org/{number}")}],
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
    })
    .to_string()
    .into_bytes()
}

fn package_of(number: u64) -> Package {
    let url = match number % 4 {
        0 => format!("pkg:npm/example-{number}@1.1.0"),
        1 => format!("pkg:pypi/example-{number}@1.1.0"),
        2 => format!("pkg:deb/debian/example-{number}@1.1.0?distro=debian-12"),
        _ => format!("pkg:maven/org.example/a-{number}@1.1.0"),
    };
    Package::new(url.parse().unwrap(), "lock")
}

fn database(c: &mut Criterion) {
    let texts: Vec<Vec<u8>> = (0..RECORDS).map(json_of).collect();
    let build = || {
        let mut builder = Builder::new(Timestamp::UNIX_EPOCH);
        for text in &texts {
            builder.push(&Record::from_json(text).unwrap()).unwrap();
        }
        let mut bytes = Vec::new();
        builder.write(&mut bytes).unwrap();
        bytes
    };
    let bytes = build();
    let database = Database::open(&bytes).unwrap();
    let packages: Vec<Package> = (0..PACKAGES).map(package_of).collect();
    let mut group = c.benchmark_group("advisories");
    group.sample_size(10).throughput(Throughput::Elements(RECORDS));
    group.bench_function("build 40,000 records", |b| b.iter(build));
    group.throughput(Throughput::Elements(1));
    group.bench_function("open", |b| b.iter(|| Database::open(&bytes).unwrap()));
    group.throughput(Throughput::Elements(PACKAGES));
    group.bench_function("match 5,000 packages", |b| {
        b.iter(|| {
            packages
                .iter()
                .map(|package| database.advisories_of(package, None).unwrap().found.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, database);
criterion_main!(benches);
