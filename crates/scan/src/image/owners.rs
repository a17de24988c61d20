//! Which package of the operating system brought a file.
//!
//! The databases of package managers say so, and an image can write any database. So what is made of it takes nothing away:
//! a package of a language is told together with its owner, and a secret is told with less weight and never left out.

use std::collections::HashMap;

use sekimori_model::{Package, Purl};

use super::layer::{PathDigest, Told, digest};
use super::packages::is_of_system;

/// The files that packages of the operating system brought.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// Digest of the path, and the place of the owner, sorted.
    files: Vec<(PathDigest, u32)>,
    owners: Vec<Owner>,
}

#[derive(Debug)]
struct Owner {
    purl: Purl,
    /// The last layer that may have brought its files: what a later one writes over them is no longer its own.
    until: usize,
}

/// Folders of the root that lead to those of the same name in `usr`, in systems where they are one.
const OF_USR: [&str; 7] = ["bin/", "sbin/", "lib/", "lib32/", "lib64/", "libx32/", "libexec/"];

/// The URL of a package with the source it was built from: advisories speak of that one.
fn with_source(package: &Package) -> Purl {
    let purl = package.purl.clone();
    match &package.source {
        Some(source) if source.name != purl.name && !purl.qualifiers.contains_key("upstream") => {
            purl.with("upstream", format!("{}@{}", source.name, source.version))
        }
        _ => purl,
    }
}

impl Owners {
    /// Takes what databases tell of files, each with its layer, and the packages that they list. Files of what no database
    /// lists as installed are nobody's.
    pub(super) fn of<'a>(told: impl Iterator<Item = (usize, &'a Told)>, packages: &[Package]) -> Self {
        let mut installed: HashMap<&str, &Package> = HashMap::new();
        for package in packages.iter().filter(|package| is_of_system(&package.purl)) {
            installed.entry(&package.purl.name).or_insert(package);
        }
        let mut all = Self::default();
        for (layer, told) in told {
            // A file about one package was written with it; a database of all is written anew for each.
            let is_of_one = told.found.packages.is_empty();
            for owned in &told.owned {
                let Some(package) = installed.get(&*owned.package) else { continue };
                let brought = package.found_in.layer.and_then(|layer| usize::try_from(layer).ok());
                let until = if is_of_one { layer } else { brought.unwrap_or(layer) };
                let place = u32::try_from(all.owners.len()).unwrap_or(u32::MAX);
                all.owners.push(Owner { purl: with_source(package), until });
                all.files.extend(owned.files.iter().map(|file| (*file, place)));
            }
        }
        all.files.sort_unstable();
        all.settle();
        all
    }

    /// Leaves one owner of each file: of one package, what says so for the longest; none where several packages claim it, as
    /// they do what a list does not tell from a folder. A list may say the same a million times.
    fn settle(&mut self) {
        let Self { files, owners } = self;
        let owner = |place: u32| usize::try_from(place).ok().and_then(|place| owners.get(place));
        let mut settled: Vec<(PathDigest, u32)> = Vec::new();
        for claims in files.chunk_by(|(a, _), (b, _)| a == b) {
            let mut last: Option<(u32, &Owner)> = None;
            let mut is_shared = false;
            for (_, place) in claims {
                let Some(claims) = owner(*place) else { continue };
                is_shared |= last.is_some_and(|(_, other)| other.purl.name != claims.purl.name);
                if last.is_none_or(|(_, other)| other.until < claims.until) {
                    last = Some((*place, claims));
                }
            }
            let path = claims.first().map(|(path, _)| *path);
            settled.extend(path.zip(last.map(|(place, _)| place)).filter(|_| !is_shared));
        }
        *files = settled;
    }

    /// Returns the package that brought what the layer at `layer` has at `path`.
    pub(super) fn of_file(&self, path: &str, layer: usize) -> Option<&Purl> {
        let own = self.listed(path, layer);
        // The lists of packages from before the folders were joined name those of the root.
        own.or_else(|| {
            let inner =
                path.strip_prefix("usr/").filter(|inner| OF_USR.iter().any(|of| inner.starts_with(of)))?;
            self.listed(inner, layer)
        })
    }

    fn listed(&self, path: &str, layer: usize) -> Option<&Purl> {
        if self.files.is_empty() {
            return None;
        }
        let path = digest(path);
        let place = self.files.binary_search_by_key(&path, |(file, _)| *file).ok()?;
        let (_, owner) = self.files.get(place)?;
        let owner = self.owners.get(usize::try_from(*owner).ok()?)?;
        (layer <= owner.until).then_some(&owner.purl)
    }
}

#[cfg(test)]
mod tests {
    use sekimori_model::{Package, Purl};
    use sekimori_parse::packages::{About, Found};

    use super::super::layer::Told;
    use super::Owners;

    fn list(package: &str, files: &[&str]) -> Told {
        let files = files.iter().map(|file| (*file).into()).collect();
        let about = About { package: package.into(), licence: None, files };
        Told::new("list".into(), Found { about: vec![about], ..Found::default() })
    }

    #[test]
    fn a_file_is_of_the_package_that_lists_it_until_a_later_layer_writes_it() {
        let mut tar = Package::new(Purl::new("deb", "tar", "1"), "var/lib/dpkg/status");
        tar.found_in.layer = Some(0);
        let told = [
            list("tar", &["bin/tar", "usr/share/doc/x"]),
            list("nobody", &["bin/n"]),
            list("tar", &["bin/tar"]),
        ];
        let owners = Owners::of(told.iter().map(|told| (1, told)), &[tar]);
        let owner = |path, layer| owners.of_file(path, layer).map(|purl| purl.name.to_string());
        assert_eq!(owner("bin/tar", 0), Some("tar".to_owned()));
        assert_eq!(owner("usr/bin/tar", 1), Some("tar".to_owned()));
        assert_eq!(owner("usr/bin/tar", 2), None);
        // No database says that it is installed.
        assert_eq!(owner("bin/n", 0), None);
        assert_eq!(owner("opt/bin/tar", 0), None);
    }

    /// Were each claim looked at for each question, this would be 2,000,000,000 of them.
    #[test]
    fn many_claims_do_not_make_a_question_dear() {
        let told: Vec<Told> = (0..100).map(|_| list("tar", &["bin/tar"; 1_000])).collect();
        let tar = Package::new(Purl::new("deb", "tar", "1"), "var/lib/dpkg/status");
        let owners = Owners::of(told.iter().map(|told| (0, told)), &[tar]);
        assert_eq!((0..20_000).filter(|_| owners.of_file("bin/tar", 0).is_some()).count(), 20_000);
    }

    #[test]
    fn what_two_packages_claim_is_nobodys() {
        let packages =
            ["a", "b"].map(|name| Package::new(Purl::new("deb", name, "1"), "var/lib/dpkg/status"));
        let told = [list("a", &["usr/lib/x.so"]), list("b", &["usr/lib/x.so"])];
        let owners = Owners::of(told.iter().map(|told| (0, told)), &packages);
        assert!(owners.of_file("usr/lib/x.so", 0).is_none());
    }
}
