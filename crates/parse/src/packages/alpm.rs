//! Arch Linux and its kin: the database of pacman, a folder a package.
//!
//! What a package needs stands in folders of other packages, so it is told by name; what those provide under another name
//! stays unlinked.
//!
//! # Source
//! alpm-db-desc(5) and alpm-db-files(5).

use std::collections::BTreeSet;

use sekimori_model::{NotAnalysed, Package, Purl, SourcePackage};

use super::control::check_end;
use super::{About, Bounds, Elsewhere, FileName, Found, Input, Reader, Sort};
use crate::{Failure, licence};

const LOCAL: &str = "var/lib/pacman/local";

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "pacman-desc",
        sort: Sort::Installed,
        files: &[FileName::NamedUnder { name: "desc", folder: LOCAL }],
        read: read_description,
    },
    Reader {
        id: "pacman-files",
        sort: Sort::Installed,
        files: &[FileName::NamedUnder { name: "files", folder: LOCAL }],
        read: read_files,
    },
];

/// Gives the lines under each `%NAME%`.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut section = "";
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
            section = name;
            return None;
        }
        (!line.is_empty()).then_some((section, line))
    })
}

fn read_description(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(input.bytes);
    let (mut name, mut version, mut base, mut arch) = ("", "", "", "");
    let (mut licences, mut needs) = (Vec::new(), BTreeSet::new());
    for (section, line) in lines(&text) {
        match section {
            "NAME" => name = line,
            "VERSION" => version = line,
            "BASE" => base = line,
            "ARCH" => arch = line,
            "LICENSE" => licences.extend(licence::read(line)),
            "DEPENDS" if needs.len() < bounds.needs => {
                needs.insert(line.split(['<', '>', '=', ':']).next().unwrap_or_default());
            }
            _ => {}
        }
    }
    if name.is_empty() || version.is_empty() {
        let what = if name.is_empty() { "a package with no name" } else { "a package with no version" };
        return Err(Failure::of_file(NotAnalysed::Malformed, what));
    }
    let purl = Purl::new("alpm", name, version).with("arch", arch);
    let mut package = Package::new(purl, input.path);
    let base = if base.is_empty() { name } else { base };
    package.source = Some(SourcePackage { name: base.into(), version: version.into() });
    package.licence = licence::all_of(licences);
    let package = found.push(package, bounds)?;
    let needs = needs.into_iter().filter(|need| !need.is_empty());
    found.elsewhere.extend(needs.map(|need| Elsewhere { package, name: need.into() }));
    check_end(input.bytes)
}

fn read_files(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // The folder is NAME-VERSION-RELEASE.
    let folder = input.path.rsplit('/').nth(1).unwrap_or_default();
    let Some(package) = folder.rsplitn(3, '-').nth(2).filter(|name| !name.is_empty()) else { return Ok(()) };
    let text = String::from_utf8_lossy(input.bytes);
    let mut files = Vec::new();
    for (_, path) in lines(&text).filter(|(section, path)| *section == "FILES" && !path.ends_with('/')) {
        bounds.check_files(files.len())?;
        files.push(path.into());
    }
    found.about.push(About { package: package.into(), licence: None, files });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed, told};

    #[test]
    fn a_package_is_read_with_what_it_needs() {
        let text = "%NAME%\ngcc-libs\n\n%VERSION%\n1:13.2.1-3\n\n%BASE%\ngcc\n\n%ARCH%\nx86_64\n\n%LICENSE%\nMIT\nApache-2.0\n\n\
                    %DEPENDS%\nglibc>=2.27\nglibc\nsh\n\n%PROVIDES%\nlibgo.so=22-64\n";
        let found = installed("var/lib/pacman/local/gcc-libs-1:13.2.1-3/desc", text);
        assert_eq!(told(&found), ["pkg:alpm/gcc-libs@1:13.2.1-3?arch=x86_64"]);
        let source = found.packages[0].source.as_ref().map(|source| (&*source.name, &*source.version));
        assert_eq!(source, Some(("gcc", "1:13.2.1-3")));
        let licence = found.packages[0].licence.as_ref().map(sekimori_model::Licence::text);
        assert_eq!(licence, Some("MIT AND Apache-2.0"));
        let needs: Vec<_> = found.elsewhere.iter().map(|one| (one.package, &*one.name)).collect();
        assert_eq!(needs, [(0, "glibc"), (0, "sh")]);
    }

    #[test]
    fn the_files_are_read_without_folders() {
        let text = "%FILES%\netc/\netc/app.conf\nusr/bin/app\n\n%BACKUP%\netc/app.conf\tabc\n";
        let found = installed("var/lib/pacman/local/my-app-1.0-1/files", text);
        let about: Vec<_> = found.about.iter().map(|about| (&*about.package, about.files.clone())).collect();
        assert_eq!(about, [("my-app", vec!["etc/app.conf".into(), "usr/bin/app".into()])]);
        assert!(installed("var/lib/pacman/local/ALPM_DB_VERSION", "9").packages.is_empty());
    }
}
