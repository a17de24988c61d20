//! Bills of materials of a company, and what is published about their packages: the same on every machine.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use serde_json::{Value, json};

/// Names of packages; a company's images share most of theirs.
const NAMES: usize = 20_000;

/// One name in so many has advisories.
const ONE_IN: usize = 10;

/// Advisories of such a name.
const ADVISORIES: usize = 3;

/// Versions of each name that are in use.
const VERSIONS: usize = 4;

/// So many bills, of so many packages each.
#[derive(Debug, Clone, Copy)]
pub struct Bills {
    /// Bills.
    pub bills: usize,
    /// Packages of each.
    pub packages: usize,
}

impl Bills {
    /// What a company of ten thousand images has.
    pub const COMPANY: Self = Self { bills: 10_000, packages: 300 };

    /// Writes the bills into a folder, and says how many bytes they have.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn write(self, folder: &Path) -> io::Result<u64> {
        let mut bytes = 0;
        for number in 0..self.bills {
            // A folder of ten thousand files is slow on some disks.
            let place = folder.join((number / 500).to_string());
            std::fs::create_dir_all(&place)?;
            let text = self.bill(number).to_string();
            bytes += text.len() as u64;
            std::fs::write(place.join(format!("{number}.cdx.json")), text)?;
        }
        Ok(bytes)
    }

    fn bill(self, number: usize) -> Value {
        let component = |place: usize| {
            // A stride without a factor in common with the names: no bill has one twice.
            let name = (number * 37 + place * 7_919) % NAMES;
            let version = (number / 50 + name) % VERSIONS;
            let purl = purl(name, version);
            json!({ "type": "library", "name": format!("part-{name}"), "version": format!("1.{version}.0"), "purl": purl,
                "licenses": [{ "license": { "id": "MIT" } }] })
        };
        json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "metadata": { "component": { "type": "application", "name": format!("app-{number}") } },
            "components": (0..self.packages).map(component).collect::<Vec<_>>(),
        })
    }
}

fn ecosystem(name: usize) -> (&'static str, &'static str) {
    match name / ONE_IN % 3 {
        0 => ("npm", "npm"),
        1 => ("PyPI", "pypi"),
        _ => ("Go", "golang"),
    }
}

fn purl(name: usize, version: usize) -> String {
    let (_, kind) = ecosystem(name);
    format!("pkg:{kind}/part-{name}@1.{version}.0")
}

/// Writes what is published about the packages of all bills, as JSON lines.
///
/// # Errors
/// Whatever the disk says.
pub fn write_records(path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut number = 0;
    for name in (0..NAMES).step_by(ONE_IN) {
        for nth in 0..ADVISORIES {
            number += 1;
            let (ecosystem, _) = ecosystem(name);
            let mut details = String::new();
            for line in 0..12 {
                let _ =
                    writeln!(details, "Line {line} says what number {number} does, and why it should not.");
            }
            let record = json!({
                "id": format!("OSV-TEST-{number}"),
                "modified": "2026-01-01T00:00:00Z",
                "published": "2026-01-01T00:00:00Z",
                "aliases": [format!("CVE-1998-{}", 10_000 + number)],
                "summary": format!("Example {number} does what it should not"),
                "details": details,
                "affected": [{
                    "package": { "ecosystem": ecosystem, "name": format!("part-{name}") },
                    "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": format!("1.{}.0", nth + 1) }] }],
                }],
                "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" }],
            });
            writeln!(out, "{record}")?;
        }
    }
    out.flush()
}
