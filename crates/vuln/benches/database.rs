//! Records a second into a database, how long it takes to open, and packages a second against it.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail, and documents itself")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use sekimori_model::{Package, SourcePackage};
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

/// A record of the kernel, of which there are as many as this: each was mended in a version of its own.
fn of_kernel(number: u64) -> Vec<u8> {
    json!({
        "id": format!("DEBIAN-CVE-1999-{number:05}"),
        "modified": "2026-01-01T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "upstream": [format!("CVE-1999-{number:05}")],
        "details": format!("What number {number} does to memory, and why. ").repeat(10),
        "affected": [{
            "package": {"ecosystem": "Debian:12", "name": "linux"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": format!("6.1.{number}-1")}]}],
        }],
    })
    .to_string()
    .into_bytes()
}

/// Records of the kernel.
const OF_KERNEL: u64 = 5_000;

fn database(c: &mut Criterion) {
    let texts: Vec<Vec<u8>> = (0..RECORDS).map(json_of).chain((1..=OF_KERNEL).map(of_kernel)).collect();
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
    group.sample_size(10).throughput(Throughput::Elements(RECORDS + OF_KERNEL));
    group.bench_function("build 45,000 records", |b| b.iter(build));
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
    let mut kernel = Package::new("pkg:deb/debian/linux@6.1.0-1?distro=debian-12".parse().unwrap(), "status");
    kernel.source = Some(SourcePackage { name: "linux".into(), version: "6.1.0-1".into() });
    group.throughput(Throughput::Elements(OF_KERNEL));
    group.bench_function("match a kernel with 5,000 faults", |b| {
        b.iter(|| database.advisories_of(&kernel, None).unwrap().found.len());
    });
    let found = database.advisories_of(&kernel, None).unwrap().found;
    group.bench_function("find its remedy", |b| b.iter(|| database.remedy(&kernel, None, &found).unwrap()));
    group.bench_function("read what its advisories say", |b| {
        b.iter(|| {
            let mut texts = database.texts();
            let ids = found.iter().flat_map(|one| &one.records);
            ids.map(|id| texts.text(id).unwrap().unwrap().details.len()).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, database);
criterion_main!(benches);
