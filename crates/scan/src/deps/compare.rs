//! Packages of one file before and after: what is new, gone, or another.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekimori_model::dependencies::ChangedPart;
use sekimori_model::{Package, PackageDigest, Sbom};

/// The packages of one file that are not the same on both sides, by their places in the bills.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) added: Vec<usize>,
    pub(super) removed: Vec<usize>,
    /// Before, after, and what is another.
    pub(super) changed: Vec<(usize, usize, Vec<ChangedPart>)>,
}

/// Compares two bills file by file. A package is the same one by its URL without the version.
pub(super) fn compare(base: &Sbom, head: &Sbom) -> BTreeMap<Arc<str>, Difference> {
    type Places = (Vec<usize>, Vec<usize>);
    let mut files: BTreeMap<&Arc<str>, BTreeMap<String, Places>> = BTreeMap::new();
    for (place, package) in base.packages.iter().enumerate() {
        let file = files.entry(&package.found_in.path).or_default();
        file.entry(package.purl.without_version()).or_default().0.push(place);
    }
    for (place, package) in head.packages.iter().enumerate() {
        let file = files.entry(&package.found_in.path).or_default();
        file.entry(package.purl.without_version()).or_default().1.push(place);
    }
    let mut all = BTreeMap::new();
    for (path, packages) in files {
        let mut difference = Difference::default();
        for (before, after) in packages.into_values() {
            one(base, head, before, after, &mut difference);
        }
        if difference != Difference::default() {
            all.insert(Arc::clone(path), difference);
        }
    }
    all
}

/// Compares what stands under one name: what has the same version is one, the rest is paired in order.
fn one(base: &Sbom, head: &Sbom, before: Vec<usize>, mut after: Vec<usize>, into: &mut Difference) {
    let (old, new) = (|place: usize| base.packages.get(place), |place: usize| head.packages.get(place));
    let mut left = Vec::new();
    for was in before {
        let same = after.iter().position(|is| match (old(was), new(*is)) {
            (Some(was), Some(is)) => was.purl == is.purl,
            _ => false,
        });
        match same {
            Some(at) => into.pair(was, after.remove(at), base, head),
            None => left.push(was),
        }
    }
    let paired = left.len().min(after.len());
    for (was, is) in left.iter().zip(&after) {
        into.pair(*was, *is, base, head);
    }
    into.removed.extend(left.into_iter().skip(paired));
    into.added.extend(after.into_iter().skip(paired));
}

impl Difference {
    fn pair(&mut self, was: usize, is: usize, base: &Sbom, head: &Sbom) {
        let (Some(old), Some(new)) = (base.packages.get(was), head.packages.get(is)) else { return };
        let what = parts(old, new);
        if !what.is_empty() {
            self.changed.push((was, is, what));
        }
    }
}

/// What of a package is another.
fn parts(old: &Package, new: &Package) -> Vec<ChangedPart> {
    let mut what = Vec::new();
    let is_other_version = old.purl.version != new.purl.version;
    if is_other_version {
        what.push(ChangedPart::Version);
    }
    if old.licence.is_some() && new.licence.is_some() && old.licence != new.licence {
        what.push(ChangedPart::Licence);
    }
    if let (Some(old), Some(new)) = (old.is_direct, new.is_direct)
        && old != new
    {
        what.push(ChangedPart::Relation);
    }
    if !is_other_version && is_other_content(&old.digests, &new.digests) {
        what.push(ChangedPart::Content);
    }
    what
}

/// Tells whether two lists of digests speak of other bytes: both have some of one algorithm, and none in common.
fn is_other_content(old: &[PackageDigest], new: &[PackageDigest]) -> bool {
    let alike = |digest: &PackageDigest| new.iter().any(|other| other.algorithm == digest.algorithm);
    let mut comparable = old.iter().filter(|digest| alike(digest)).peekable();
    comparable.peek().is_some() && comparable.all(|digest| !new.contains(digest))
}

#[cfg(test)]
mod tests {
    use sekimori_model::dependencies::ChangedPart;
    use sekimori_model::{DigestAlgorithm, Package, PackageDigest, Purl, Sbom, SbomKind, SbomSubject};

    use super::compare;

    fn bill(packages: &[(&str, &str)]) -> Sbom {
        let package =
            |(name, version): &(&str, &str)| Package::new(Purl::new("npm", *name, *version), "lock");
        let subject = SbomSubject {
            kind: SbomKind::Source,
            name: String::new(),
            version: String::new(),
            properties: [].into(),
        };
        let packages = packages.iter().map(package).collect();
        Sbom { subject, distribution: None, packages, executables: None, problems: Vec::new(), created: None }
    }

    #[test]
    fn versions_are_paired_and_what_is_left_is_new_or_gone() {
        let base = bill(&[("a", "1"), ("b", "1"), ("b", "2"), ("c", "1")]);
        let head = bill(&[("a", "2"), ("b", "2"), ("b", "3"), ("b", "4"), ("d", "1")]);
        let all = compare(&base, &head);
        let found = &all["lock"];
        assert_eq!((found.added.as_slice(), found.removed.as_slice()), (&[3, 4][..], &[3][..]));
        let pairs: Vec<_> = found.changed.iter().map(|(was, is, _)| (*was, *is)).collect();
        assert_eq!(pairs, [(0, 0), (1, 2)]);
        assert!(compare(&base, &base).is_empty());
    }

    #[test]
    fn other_bytes_of_the_same_version_are_told() {
        let digest = |value: &str| PackageDigest { algorithm: DigestAlgorithm::Sha512, value: value.into() };
        let (mut base, mut head) = (bill(&[("a", "1")]), bill(&[("a", "1")]));
        base.packages[0].digests = vec![digest("aa")];
        head.packages[0].digests = vec![digest("bb")];
        assert_eq!(compare(&base, &head)["lock"].changed, [(0, 0, vec![ChangedPart::Content])]);
        head.packages[0].digests.push(digest("aa"));
        assert!(compare(&base, &head).is_empty());
    }
}
