//! rpm: its databases in three forms, and the list that distroless images have in their place.
//!
//! # Source
//! rpm(8); the types of package URLs, `rpm`; Fedora's packaging guidelines for the names of source packages.

mod bdb;
mod files;
mod header;
mod manifest;
mod ndb;
mod number;
mod pages;
mod sqlite;

use std::collections::HashSet;

use sekimori_model::{DigestAlgorithm, NotAnalysed, Package, PackageDigest, Purl, SourcePackage};

use self::header::{Header, Tag};
use super::links::Links;
use super::paths::Paths;
use super::{Bounds, FileName, Found, Input, Reader, Sort};
use crate::{Failure, licence};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "rpm-database",
        sort: Sort::Installed,
        files: &[
            FileName::At("var/lib/rpm/rpmdb.sqlite"),
            FileName::At("var/lib/rpm/Packages.db"),
            FileName::At("var/lib/rpm/Packages"),
            FileName::At("usr/lib/sysimage/rpm/rpmdb.sqlite"),
            FileName::At("usr/lib/sysimage/rpm/Packages.db"),
            FileName::At("usr/lib/sysimage/rpm/Packages"),
            FileName::At("usr/share/rpm/rpmdb.sqlite"),
            FileName::At("usr/share/rpm/Packages.db"),
            FileName::At("usr/share/rpm/Packages"),
        ],
        read: read_database,
    },
    Reader {
        id: "rpm-log",
        sort: Sort::Installed,
        files: &[
            FileName::At("var/lib/rpm/rpmdb.sqlite-wal"),
            FileName::At("usr/lib/sysimage/rpm/rpmdb.sqlite-wal"),
            FileName::At("usr/share/rpm/rpmdb.sqlite-wal"),
        ],
        read: read_log,
    },
    Reader {
        id: "rpm-manifest",
        sort: Sort::Installed,
        files: &[FileName::At("var/lib/rpmmanifest/container-manifest-2")],
        read: manifest::read,
    },
];

/// Keys of signers are kept among the packages.
const KEY: &str = "gpg-pubkey";

/// Requirements and provisions of all packages of a database. 3,000 packages have 60,000.
const WORDS: usize = 1_000_000;

/// What is the same wherever it is written.
struct Facts<'t> {
    name: &'t str,
    /// Version and release, a hyphen between them.
    version: &'t str,
    epoch: Option<u32>,
    arch: &'t str,
    /// The file name of the source package.
    source: &'t str,
    module: &'t str,
}

impl Facts<'_> {
    fn package(&self, path: &str) -> Option<Package> {
        if self.name == KEY {
            return None;
        }
        let epoch = self.epoch.map(|epoch| epoch.to_string()).unwrap_or_default();
        let purl = Purl::new("rpm", self.name, self.version)
            .with("arch", self.arch)
            .with("epoch", epoch.as_str())
            .with("upstream", self.source)
            .with("rpmmod", self.module);
        let mut package = Package::new(purl, path);
        package.source = self.source_package();
        Some(package)
    }

    /// Parts `NAME-VERSION-RELEASE.src.rpm`.
    fn source_package(&self) -> Option<SourcePackage> {
        let source = self.source.strip_suffix(".rpm")?;
        let source = source.strip_suffix(".src").or_else(|| source.strip_suffix(".nosrc"))?;
        let (rest, release) = source.rsplit_once('-')?;
        let (name, version) = rest.rsplit_once('-')?;
        let version = format!("{version}-{release}");
        // The epoch is the package's own, which is that of its source where both have one version.
        let version = match self.epoch {
            Some(epoch) if version == self.version => format!("{epoch}:{version}"),
            _ => version,
        };
        Some(SourcePackage { name: name.into(), version: version.into() })
    }
}

fn read_database(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let mut packages = Packages {
        input,
        bounds,
        found,
        asking: Vec::new(),
        words: 0,
        paths: Paths::default(),
        broken: false,
    };
    let mut take = |blob: &[u8]| packages.add(blob);
    let read = if input.bytes.starts_with(sqlite::MAGIC) {
        sqlite::blobs(input.bytes, &mut take)
    } else if input.bytes.starts_with(ndb::MAGIC) {
        ndb::blobs(input.bytes, &mut take)
    } else if let Some(order) = bdb::order_of(input.bytes) {
        bdb::blobs(input.bytes, order, &mut take)
    } else {
        Err(Failure::of_file(NotAnalysed::Malformed, "not a database of rpm: SQLite, ndb or Berkeley DB"))
    };
    let linked = packages.link();
    read.and(linked)
}

/// Names a write-ahead log that holds anything: the database beside it lacks that.
fn read_log(input: &Input<'_>, _: &Bounds, _: &mut Found) -> Result<(), Failure> {
    if input.bytes.is_empty() {
        return Ok(());
    }
    let detail = "packages that stand in the write-ahead log alone are not read";
    Err(Failure::of_file(NotAnalysed::Malformed, detail))
}

/// What one package asks for and offers, beside its files.
struct Asking {
    place: u32,
    /// Where its files stand in the list of what is told.
    about: usize,
    requires: Vec<String>,
    provides: Vec<String>,
}

/// The packages of a database, while it is read.
struct Packages<'a> {
    input: &'a Input<'a>,
    bounds: &'a Bounds,
    found: &'a mut Found,
    asking: Vec<Asking>,
    /// Requirements and provisions so far.
    words: usize,
    paths: Paths,
    broken: bool,
}

impl Packages<'_> {
    fn add(&mut self, blob: &[u8]) -> Result<(), Failure> {
        let header = Header::parse(blob);
        let name = header.as_ref().and_then(|header| header.text(Tag::Name));
        let Some((header, name)) = header.zip(name) else {
            self.broken = true;
            return Ok(());
        };
        let text = |tag| header.text(tag).unwrap_or_default();
        let version = format!("{}-{}", text(Tag::Version), text(Tag::Release));
        let (arch, source, module) = (text(Tag::Arch), text(Tag::SourceRpm), text(Tag::ModularityLabel));
        let facts = Facts {
            name: &name,
            version: version.trim_matches('-'),
            epoch: header.numbers(Tag::Epoch).next(),
            arch: &arch,
            source: &source,
            module: &module,
        };
        let Some(mut package) = facts.package(self.input.path) else { return Ok(()) };
        package.licence = licence::read(&text(Tag::Licence));
        if let Some(digest) = header.bytes(Tag::SigMd5).filter(|digest| digest.len() == 16) {
            let value = data_encoding::HEXLOWER.encode(digest);
            package.digests.push(PackageDigest { algorithm: DigestAlgorithm::Md5, value: value.into() });
        }
        let place = self.found.push(package, self.bounds)?;
        let about = self.found.about.len();
        let (requires, provides) = (self.requires(&header)?, self.provides(&header)?);
        self.asking.push(Asking { place, about, requires, provides });
        self.add_files(&name, &header)
    }

    fn requires(&mut self, header: &Header<'_>) -> Result<Vec<String>, Failure> {
        let mut all = Vec::new();
        for ask in header.texts(Tag::RequireName).chain(header.texts(Tag::RecommendName)) {
            let ask = String::from_utf8_lossy(ask);
            // What rpm itself can is no package.
            if !ask.starts_with("rpmlib(") {
                self.count_word()?;
                all.extend(atoms(&ask).map(str::to_owned));
            }
        }
        Ok(all)
    }

    fn provides(&mut self, header: &Header<'_>) -> Result<Vec<String>, Failure> {
        let mut all = Vec::new();
        for word in header.texts(Tag::ProvideName) {
            self.count_word()?;
            all.push(String::from_utf8_lossy(word).into_owned());
        }
        Ok(all)
    }

    fn count_word(&mut self) -> Result<(), Failure> {
        self.words = self.words.saturating_add(1);
        if self.words <= WORDS {
            return Ok(());
        }
        Err(Failure::of_file(
            NotAnalysed::TooManyNodes,
            "its packages need and offer more than 1,000,000 words",
        ))
    }

    /// Links packages by what they provide and, where a path is asked for, by their files.
    fn link(self) -> Result<(), Failure> {
        let Self { bounds, found, asking, broken, .. } = self;
        let mut links = Links::new(bounds);
        let words = asking.iter().flat_map(|one| &one.requires);
        let wanted: HashSet<String> =
            words.filter_map(|word| word.strip_prefix('/')).map(str::to_owned).collect();
        for one in &asking {
            for word in &one.provides {
                links.offer(word.as_str(), one.place);
            }
            let files = found.about.get(one.about).map(|about| about.files.as_slice()).unwrap_or_default();
            for file in files.iter().filter(|file| wanted.contains(&***file)) {
                links.offer(format!("/{file}"), one.place);
            }
        }
        for one in &asking {
            links.link(found, one.place, &one.requires)?;
        }
        if broken {
            return Err(Failure::of_file(
                NotAnalysed::Malformed,
                "a package of the rpm database has no valid header",
            ));
        }
        Ok(())
    }
}

/// Returns the names in a requirement: one, or those of a rich one, `(a or b)`, up to its condition.
fn atoms(ask: &str) -> impl Iterator<Item = &str> {
    let inner = ask.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let is_rich = inner.is_some();
    let words =
        inner.unwrap_or(ask).split(' ').take_while(move |word| !is_rich || !matches!(*word, "if" | "unless"));
    words
        .map(move |word| if is_rich { word.trim_start_matches('(') } else { word })
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests;
