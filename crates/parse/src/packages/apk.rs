//! Alpine and its kin: the database of apk.
//!
//! # Source
//! apk-tools, `doc/apk-package.5.scd` and the wiki's "Apk spec": the letters of the installed database.

use data_encoding::{BASE64, HEXLOWER};
use sekimori_model::{DigestAlgorithm, Package, PackageDigest, Purl, SourcePackage};

use super::control::{check_end, stanzas, without_name, without_version};
use super::links::Links;
use super::paths::Paths;
use super::{About, Bounds, FileName, Found, Input, Reader, Sort};
use crate::{Failure, licence};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "apk-installed",
    sort: Sort::Installed,
    files: &[FileName::At("lib/apk/db/installed"), FileName::At("usr/lib/apk/db/installed")],
    read,
}];

/// The lines of a package that matter here.
#[derive(Default)]
struct Entry<'t> {
    name: &'t str,
    version: &'t str,
    arch: &'t str,
    origin: &'t str,
    licence: &'t str,
    checksum: &'t str,
    depends: &'t str,
    provides: &'t str,
}

impl<'t> Entry<'t> {
    /// Reads the lines up to the first folder: letters mean something else behind it.
    fn parse(text: &'t str) -> Self {
        let mut entry = Self::default();
        for line in text.lines() {
            let Some((letter, value)) = line.split_once(':') else { continue };
            let field = match letter {
                "P" => &mut entry.name,
                "V" => &mut entry.version,
                "A" => &mut entry.arch,
                "o" => &mut entry.origin,
                "L" => &mut entry.licence,
                "C" => &mut entry.checksum,
                "D" => &mut entry.depends,
                "p" => &mut entry.provides,
                "F" => break,
                _ => continue,
            };
            *field = value.trim();
        }
        entry
    }

    fn package(&self, path: &str, line: u32) -> Package {
        let purl = Purl::new("apk", self.name, self.version).with("arch", self.arch);
        let mut package = Package::new(purl, path);
        package.found_in.line = Some(line);
        let origin = if self.origin.is_empty() { self.name } else { self.origin };
        package.source = Some(SourcePackage { name: origin.into(), version: self.version.into() });
        package.licence = licence::read(self.licence);
        package.digests.extend(digest(self.checksum));
        package
    }
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(input.bytes);
    let mut links = Links::new(bounds);
    let (mut asking, mut cut) = (Vec::new(), None);
    let mut paths = Paths::default();
    for (line, text) in stanzas(&text) {
        let entry = Entry::parse(text);
        if entry.name.is_empty() || entry.version.is_empty() {
            let wrong = if entry.name.is_empty() { without_name } else { without_version };
            cut = cut.or_else(|| Some(wrong(line)));
            continue;
        }
        let place = found.push(entry.package(input.path, line), bounds)?;
        links.offer(entry.name, place);
        for provided in entry.provides.split(' ') {
            links.offer(word(provided), place);
        }
        asking.push((place, entry.depends));
        let files = files(text, &mut paths, bounds)?;
        if !files.is_empty() {
            found.about.push(About { package: entry.name.into(), licence: None, files });
        }
    }
    for (place, depends) in asking {
        // What must not be there is written with a mark in front.
        let words = depends.split(' ').filter(|ask| !ask.is_empty() && !ask.starts_with('!'));
        links.link(found, place, words.map(word))?;
    }
    cut.map_or_else(|| check_end(input.bytes), Err)
}

/// Returns what is asked for or offered, without its version: `so:libc.musl-x86_64.so.1`, `/bin/sh`, `busybox`.
fn word(ask: &str) -> &str {
    ask.split(['<', '>', '=', '~', '@']).next().unwrap_or_default()
}

/// Collects the files: `F` names a folder, and each `R` behind it a file there.
fn files(text: &str, paths: &mut Paths, bounds: &Bounds) -> Result<Vec<Box<str>>, Failure> {
    let mut files: Vec<Box<str>> = Vec::new();
    let mut folder = "";
    for line in text.lines() {
        match line.split_once(':') {
            Some(("F", path)) => folder = path.trim_matches('/'),
            Some(("R", name)) => {
                files.extend(paths.join(folder.as_bytes(), name.trim_matches('/').as_bytes(), bounds)?);
            }
            _ => {}
        }
    }
    Ok(files)
}

/// Reads `Q1` and a SHA-1 in base64, or `Q2` and a SHA-256: of the package's own description.
fn digest(checksum: &str) -> Option<PackageDigest> {
    let (algorithm, base64, size) = match checksum.split_at_checked(2)? {
        ("Q1", rest) => (DigestAlgorithm::Sha1, rest, 20),
        ("Q2", rest) => (DigestAlgorithm::Sha256, rest, 32),
        _ => return None,
    };
    let bytes = BASE64.decode(base64.get(..44).unwrap_or(base64).as_bytes()).ok()?;
    (bytes.len() == size).then(|| PackageDigest { algorithm, value: HEXLOWER.encode(&bytes).into() })
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed, told};

    const DATABASE: &str = "C:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=
P:musl
V:1.2.5-r0
A:x86_64
T:the musl c library (libc) implementation
L:MIT
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1x

C:Q1nonsense
P:app
V:1-r1
A:x86_64
L:GPL-2.0-only AND MIT
o:app-suite
D:so:libc.musl-x86_64.so.1 /bin/sh !conflict cmd:missing musl>=1.2
p:cmd:app=1-r1
F:
R:init
F:etc
F:usr/bin
R:app
M:0:0:755
R:app2

P:busybox
V:1.36
A:x86_64
p:/bin/sh cmd:sh=1.36
D:app@edge

V:9
";

    #[test]
    fn packages_are_read_with_origin_needs_and_files() {
        let found = installed("lib/apk/db/installed", DATABASE);
        assert_eq!(
            told(&found),
            [
                "pkg:apk/musl@1.2.5-r0?arch=x86_64 :1",
                "pkg:apk/app@1-r1?arch=x86_64 :14 > musl, busybox",
                "pkg:apk/busybox@1.36?arch=x86_64 :30 > app",
            ]
        );
        let app = &found.packages[1];
        assert_eq!(
            app.source.as_ref().map(|source| (&*source.name, &*source.version)),
            Some(("app-suite", "1-r1"))
        );
        assert_eq!(app.licence.as_ref().map(sekimori_model::Licence::text), Some("GPL-2.0-only AND MIT"));
        assert!(app.digests.is_empty(), "it is no digest");
        assert_eq!(&*found.packages[0].digests[0].value, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        let files: Vec<_> = found.about.iter().map(|about| (&*about.package, about.files.clone())).collect();
        assert_eq!(
            files,
            [
                ("musl", vec!["lib/ld-musl-x86_64.so.1".into()]),
                ("app", vec!["init".into(), "usr/bin/app".into(), "usr/bin/app2".into()])
            ]
        );
        let told: Vec<_> = found.problems.iter().map(|problem| problem.detail.as_str()).collect();
        assert_eq!(told, ["line 36: a package without a name"]);
    }

    #[test]
    fn a_database_that_was_cut_is_no_whole_one() {
        let found = installed("lib/apk/db/installed", "P:musl\nV:1.2\n\nP:cut");
        assert_eq!((found.packages.len(), found.problems.len()), (1, 1));
    }

    #[test]
    fn it_is_found_in_both_places_and_nowhere_else() {
        assert_eq!(installed("usr/lib/apk/db/installed", DATABASE).packages.len(), 3);
        assert!(installed("srv/lib/apk/db/installed", DATABASE).packages.is_empty());
    }
}
