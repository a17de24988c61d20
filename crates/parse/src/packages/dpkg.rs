//! Debian and its kin: dpkg's database, that of images without dpkg (distroless), and opkg's.
//!
//! Packages that meet an alternative or a virtual package are all linked, as `apt autoremove` counts them.
//!
//! # Source
//! dpkg(1), deb-control(5), deb-version(7); Debian Policy 7 (relationships) and 12.5 (copyright).

mod copyright;
mod files;

use std::borrow::Cow;
use std::collections::BTreeSet;

use sekimori_model::{Package, Purl, SourcePackage};

use super::control::{check_end, fields, stanzas, without_name, without_version};
use super::links::Links;
use super::{Bounds, Elsewhere, FileName, Found, Input, Reader, Sort};
use crate::{Failure, licence};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "dpkg-status",
        sort: Sort::Installed,
        files: &[FileName::At("var/lib/dpkg/status"), FileName::In("var/lib/dpkg/status.d")],
        read: read_status,
    },
    Reader {
        id: "opkg-status",
        sort: Sort::Installed,
        files: &[
            FileName::At("usr/lib/opkg/status"),
            FileName::At("var/lib/opkg/status"),
            FileName::At("var/opkg/status"),
        ],
        read: read_opkg,
    },
    Reader {
        id: "dpkg-files",
        sort: Sort::Installed,
        files: &[FileName::In("var/lib/dpkg/info")],
        read: files::read_list,
    },
    Reader {
        id: "dpkg-copyright",
        sort: Sort::Installed,
        files: &[FileName::NamedUnder { name: "copyright", folder: "usr/share/doc" }],
        read: |input, _, found| {
            copyright::read(input, found);
            Ok(())
        },
    },
];

/// The fields of a stanza that matter here.
#[derive(Default)]
struct Stanza<'t> {
    name: &'t str,
    version: &'t str,
    architecture: &'t str,
    status: Option<&'t str>,
    source: Option<&'t str>,
    multi_arch: &'t str,
    provides: &'t str,
    licence: &'t str,
    asks: [&'t str; 3],
}

impl<'t> Stanza<'t> {
    fn parse(text: &'t str) -> Self {
        let mut stanza = Self::default();
        let [depends, pre_depends, recommends] = &mut stanza.asks;
        for (name, value) in fields(text) {
            let field = match name {
                "Package" => &mut stanza.name,
                "Version" => &mut stanza.version,
                "Architecture" => &mut stanza.architecture,
                "Multi-Arch" => &mut stanza.multi_arch,
                "Provides" => &mut stanza.provides,
                "License" => &mut stanza.licence,
                "Depends" => depends,
                "Pre-Depends" => pre_depends,
                "Recommends" => recommends,
                "Status" => {
                    stanza.status = Some(value);
                    continue;
                }
                "Source" => {
                    stanza.source = Some(value);
                    continue;
                }
                _ => continue,
            };
            *field = value;
        }
        stanza
    }

    /// Tells whether the files of the package are there, configured or not. Images without dpkg tell no status.
    fn is_there(&self) -> bool {
        let state = self.status.map(|status| status.rsplit([' ', '\t']).next().unwrap_or_default());
        !matches!(state, Some("not-installed" | "config-files" | "half-installed"))
    }

    /// Returns the source: the package itself where none is named. What was rebuilt without a change (`+b1`) has the version
    /// of its source.
    fn source(&self) -> SourcePackage {
        let (name, version) = match self.source.map(|source| source.split_once('(')) {
            Some(Some((name, version))) => (name.trim(), version.trim_end_matches(')').trim()),
            Some(None) => (self.source.unwrap_or_default(), without_rebuild(self.version)),
            None => (self.name, without_rebuild(self.version)),
        };
        SourcePackage { name: name.into(), version: version.into() }
    }
}

fn without_rebuild(version: &str) -> &str {
    match version.rsplit_once("+b") {
        Some((before, count)) if !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()) => {
            before
        }
        _ => version,
    }
}

fn read_status(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    if input.path.ends_with(".md5sums") {
        return files::read_sums(input, bounds, found);
    }
    read_stanzas("deb", input, bounds, found)
}

fn read_opkg(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    read_stanzas("opkg", input, bounds, found)
}

fn read_stanzas(
    kind: &'static str,
    input: &Input<'_>,
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    // Old stanzas have names of people in Latin-1, which are of no use here.
    let text = String::from_utf8_lossy(input.bytes);
    let is_alone = input.path.starts_with("var/lib/dpkg/status.d/");
    let (mut asking, mut cut) = (Vec::new(), None);
    let mut links = Links::new(bounds);
    for (line, text) in stanzas(&text) {
        let stanza = Stanza::parse(text);
        if stanza.name.is_empty() {
            cut = cut.or_else(|| Some(without_name(line)));
            continue;
        }
        if !stanza.is_there() {
            continue;
        }
        if stanza.version.is_empty() {
            cut = cut.or_else(|| Some(without_version(line)));
            continue;
        }
        let purl = Purl::new(kind, stanza.name, stanza.version).with("arch", stanza.architecture);
        let mut package = Package::new(purl, input.path);
        package.found_in.line = Some(line);
        if kind == "deb" {
            package.source = Some(stanza.source());
        } else {
            package.licence = licence::read(stanza.licence);
        }
        let place = found.push(package, bounds)?;
        links.offer(stanza.name, place);
        if stanza.multi_arch == "same" {
            links.offer(of_architecture(stanza.name, stanza.architecture), place);
        }
        for provided in stanza.provides.split(',') {
            links.offer(atom(provided).0, place);
        }
        asking.push((place, stanza.architecture, stanza.asks));
    }
    for (place, architecture, asks) in asking {
        let atoms = asks.into_iter().flat_map(|field| field.split([',', '|'])).map(atom);
        let words: Vec<Cow<'_, str>> = atoms
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, wanted)| {
                // Of two architectures of one package, the own one is meant.
                if links.of(name).len() < 2 {
                    return Cow::Borrowed(name);
                }
                let own = of_architecture(name, if wanted.is_empty() { architecture } else { wanted });
                if links.of(&own).is_empty() { Cow::Borrowed(name) } else { Cow::Owned(own) }
            })
            .collect();
        // Of a file a package, the others stand in files of their own.
        if is_alone {
            let names: BTreeSet<&str> = words.iter().map(AsRef::as_ref).collect();
            found
                .elsewhere
                .extend(names.into_iter().map(|name| Elsewhere { package: place, name: name.into() }));
            continue;
        }
        links.link(found, place, words)?;
    }
    // Those that other tools write, a file a package, may end anyhow.
    cut.map_or_else(|| if is_alone { Ok(()) } else { check_end(input.bytes) }, Err)
}

fn of_architecture(name: &str, architecture: &str) -> String {
    format!("{name}:{architecture}")
}

/// Parts a relationship, `NAME[:ARCHITECTURE] [(VERSION)]`, into name and architecture.
fn atom(text: &str) -> (&str, &str) {
    let word = text.trim_start().split([' ', '\t', '\n', '(', '[', '<']).next().unwrap_or_default();
    let (name, architecture) = word.split_once(':').unwrap_or((word, ""));
    (name, if architecture == "any" { "" } else { architecture })
}

#[cfg(test)]
mod tests {
    use sekimori_model::Package;

    use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

    fn found(path: &str, text: &str) -> Found {
        let mut found = Found::default();
        let input = Input { path, bytes: text.as_bytes(), beside: &|_| None };
        for reader in readers_of(path, Sort::Installed) {
            read(reader, &input, &Bounds::default(), &mut found);
        }
        found
    }

    fn source(package: &Package) -> String {
        package
            .source
            .as_ref()
            .map(|source| format!("{} {}", source.name, source.version))
            .unwrap_or_default()
    }

    const STATUS: &str = "Package: app
Status: install ok installed
Architecture: amd64
Version: 1.0-1+b2
Pre-Depends: libc6 (>= 2.36)
Depends: mail-agent, perl:any | python3,
 missing

Package: libc6
Status: hold ok installed
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+b3

Package: libc6
Status: install ok installed
Architecture: i386
Multi-Arch: same
Source: glibc (2.36-9)
Version: 2.36-9+b3
Depends: libc6:amd64

Package: postfix
Status: install ok half-configured
Architecture: amd64
Version: 3:3.7+bad
Provides: mail-agent (= 1), other

Package: perl
Status: deinstall ok config-files
Architecture: amd64
Version: 5

Package: python3
Status: deinstall ok installed
Architecture: amd64
Version: 3.11

Package: never
Status: purge ok not-installed
Architecture: amd64
";

    #[test]
    fn what_is_there_is_read_with_its_source_and_its_needs() {
        let found = found("var/lib/dpkg/status", STATUS);
        let told: Vec<_> = found
            .packages
            .iter()
            .map(|one| format!("{} < {} > {:?}", one.purl, source(one), one.needs))
            .collect();
        assert_eq!(
            told,
            [
                "pkg:deb/app@1.0-1%2Bb2?arch=amd64 < app 1.0-1 > [1, 3, 4]",
                "pkg:deb/libc6@2.36-9%2Bb3?arch=amd64 < glibc 2.36-9 > []",
                "pkg:deb/libc6@2.36-9%2Bb3?arch=i386 < glibc 2.36-9 > [1]",
                "pkg:deb/postfix@3:3.7%2Bbad?arch=amd64 < postfix 3:3.7+bad > []",
                "pkg:deb/python3@3.11?arch=amd64 < python3 3.11 > []",
            ]
        );
        assert_eq!(found.packages.get(1).and_then(|libc| libc.found_in.line), Some(9));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn a_database_that_was_cut_is_no_whole_one() {
        let whole = "Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nStat";
        let found = found("var/lib/dpkg/status", whole);
        let told: Vec<_> = found.problems.iter().map(|problem| problem.detail.as_str()).collect();
        assert_eq!((found.packages.len(), told), (1, vec!["line 5: a package without a version"]));
    }

    #[test]
    fn images_without_dpkg_have_a_file_a_package() {
        let base =
            found("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\nArchitecture: arm64\n");
        let purls: Vec<_> = base.packages.iter().map(|one| one.purl.to_string()).collect();
        assert_eq!(purls, ["pkg:deb/base-files@12.4?arch=arm64"]);
        let sums =
            found("var/lib/dpkg/status.d/base-files.md5sums", "0123  usr/lib/os-release\n45 ./etc/x y\n\n");
        assert!(sums.packages.is_empty());
        let about: Vec<_> = sums.about.iter().map(|about| (&*about.package, about.files.clone())).collect();
        assert_eq!(about, [("base-files", vec!["usr/lib/os-release".into(), "etc/x y".into()])]);
    }

    #[test]
    fn opkg_has_the_same_form() {
        let text = "Package: busybox\nVersion: 1.36\nStatus: install user installed\nArchitecture: mips\nLicense: GPL-2.0\n";
        let found = found("usr/lib/opkg/status", text);
        let one = found.packages.first().map(|one| (one.purl.to_string(), one.licence.is_some()));
        assert_eq!(one, Some(("pkg:opkg/busybox@1.36?arch=mips".to_owned(), true)));
    }

    #[test]
    fn the_files_of_a_package_are_read_without_its_folders() {
        let text = "/.\n/usr\n/usr/bin\n/usr/bin/app\n/usr/bin/app-x\n/usr/share/doc\n/usr/share/doc/a\n";
        let found = found("var/lib/dpkg/info/app:amd64.list", text);
        let about: Vec<_> = found.about.iter().map(|about| (&*about.package, about.files.clone())).collect();
        assert_eq!(
            about,
            [("app", vec!["usr/bin/app".into(), "usr/bin/app-x".into(), "usr/share/doc/a".into()])]
        );
    }

    fn licence(text: &str) -> String {
        let found = found("usr/share/doc/app/copyright", text);
        let about = found.about.first();
        assert!(about.is_none_or(|about| &*about.package == "app"));
        about.and_then(|about| about.licence.as_ref()).map(|one| one.text().to_owned()).unwrap_or_default()
    }

    #[test]
    fn licences_are_joined_from_machine_readable_copyright() {
        let text = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
License: GPL-2+ or Expat
 Text of it.

Files: a
License: GPL-3+ with Bison exception

Files: b
License: BSD-3-clause

License: Artistic
 Only its text.
";
        assert_eq!(
            licence(text),
            "BSD-3-Clause AND (GPL-2.0-or-later OR MIT) AND GPL-3.0-or-later WITH Bison-exception-2.2"
        );
    }

    #[test]
    fn licences_are_taken_from_what_free_text_points_at() {
        let text = "It is free. See `/usr/share/common-licenses/GPL-2' and
/usr/share/common-licenses/LGPL-2.1. Also /usr/share/common-licenses/GPL-2, and /usr/share/common-licenses/.";
        assert_eq!(licence(text), "GPL-2.0-only AND LGPL-2.1-only");
        let later = "the Free Software Foundation, version 2 or any later\n  version. See /usr/share/common-licenses/GPL-2.";
        assert_eq!(licence(later), "GPL-2.0-or-later");
        assert_eq!(licence("License: it is mine\n"), "");
        let chapters =
            "See later chapters.\nVersion 2, or any later version. /usr/share/common-licenses/GPL-2";
        assert_eq!(licence(chapters), "GPL-2.0-or-later");
        let apache = "Under the Apache License, see /usr/share/common-licenses/Apache-2.0.";
        assert_eq!(licence(apache), "Apache-2.0");
    }

    #[test]
    fn a_pointer_beside_the_texts_of_other_licences_says_nothing_of_the_package() {
        let python = "PSF LICENSE AGREEMENT FOR PYTHON\n\nReadline: the GNU GPL is in /usr/share/common-licenses/GPL-2.";
        assert_eq!(licence(python), "");
        let packaging =
            "Upstream: it is free.\n The Debian packaging is under the GPL, /usr/share/common-licenses/GPL-3";
        assert_eq!(licence(packaging), "");
        let wrapped = "Permission is hereby\n granted. A part: /usr/share/common-licenses/LGPL-2";
        assert_eq!(licence(wrapped), "");
    }

    #[test]
    fn a_licence_that_spdx_does_not_know_leaves_the_expression_as_it_is() {
        let of = |short: &str| licence(&format!("Format: x\n\nFiles: *\nLicense: {short}\n"));
        assert_eq!(
            of("GPL-2+ or Artistic-2, and BSD-3-clause"),
            "(GPL-2.0-or-later OR Artistic-2.0) AND BSD-3-Clause"
        );
        assert_eq!(
            of("GPL-2+ or Artistic-2, and public-domain"),
            "(GPL-2.0-or-later OR Artistic-2.0) AND LicenseRef-public-domain"
        );
        assert_eq!(of("public-domain"), "LicenseRef-public-domain");
        assert_eq!(of("GPL-2+ with odd exception or Expat"), "LicenseRef-GPL-2--with-odd-exception OR MIT");
        assert_eq!(of("A, B and C"), "A, B and C");
        assert_eq!(of("GPL-2 or later"), "GPL-2.0-or-later");
        assert_eq!(of("none"), "");
        let two = "Format: x\n\nFiles: *\nLicense: BSD-3-clause\n\nFiles: a\nLicense: GPL-2 or custom_1\n";
        assert_eq!(licence(two), "BSD-3-Clause AND (GPL-2.0-only OR LicenseRef-custom-1)");
    }

    #[test]
    fn the_licence_of_another_folder_is_not_a_packages() {
        let text = "see /usr/share/common-licenses/GPL-2";
        assert!(found("srv/share/doc/app/copyright", text).about.is_empty());
        assert!(found("usr/share/doc/app/deeper/copyright", text).about.is_empty());
        assert_eq!(found("usr/share/doc/app/copyright", text).about.len(), 1);
    }
}
