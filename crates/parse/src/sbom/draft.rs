//! A bill of materials on its way into the model: packages in the order of the document, with what names them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use sekimori_model::{
    DigestAlgorithm, Distribution, Executable, Executables, NotAnalysed, Package, PackageDigest, Problem,
    Purl, Sbom, SbomKind, SbomSubject,
};

use super::property;
use crate::Failure;
use crate::packages::Bounds;

/// What was read so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) kind: Option<SbomKind>,
    /// Whether our own writers made it, who say of each package what they know.
    pub(super) is_own: bool,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) distribution: Option<Distribution>,
    pub(super) created: Option<Timestamp>,
    pub(super) packages: Vec<Package>,
    pub(super) executables: Vec<Executable>,
    pub(super) problems: Vec<Problem>,
    /// The package that the bill is of.
    pub(super) subject: Option<u32>,
    /// Places by what the document calls them.
    places: HashMap<String, u32>,
    needs: Vec<(u32, u32)>,
}

impl Draft {
    /// Begins a bill that was made at this time, as far as it is one.
    pub(super) fn made(time: Option<String>) -> Self {
        Self { created: time.and_then(|time| time.parse().ok()), ..Self::default() }
    }

    /// Adds a package under its name in the document. The first of a name has it.
    pub(super) fn push(
        &mut self,
        id: Option<String>,
        package: Package,
        bounds: &Bounds,
    ) -> Result<u32, Failure> {
        let place = u32::try_from(self.packages.len()).ok().filter(|_| self.packages.len() < bounds.packages);
        let Some(place) = place else {
            return Err(too_many(format!("more than {} packages", bounds.packages)));
        };
        self.packages.push(package);
        if let Some(id) = id {
            self.places.entry(id).or_insert(place);
        }
        Ok(place)
    }

    /// Adds a file that can be executed.
    pub(super) fn push_executable(&mut self, executable: Executable, bounds: &Bounds) -> Result<(), Failure> {
        if self.executables.len() >= bounds.files {
            return Err(too_many(format!("more than {} files", bounds.files)));
        }
        self.executables.push(executable);
        Ok(())
    }

    /// The place of what the document calls so.
    pub(super) fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }

    pub(super) fn at(&mut self, place: u32) -> Option<&mut Package> {
        self.packages.get_mut(usize::try_from(place).ok()?)
    }

    /// Says that one needs the other.
    pub(super) fn need(&mut self, who: u32, what: u32, bounds: &Bounds) -> Result<(), Failure> {
        if self.needs.len() >= bounds.needs {
            return Err(too_many(format!("more than {} relations", bounds.needs)));
        }
        if who != what {
            self.needs.push((who, what));
        }
        Ok(())
    }

    /// Makes the bill: packages sorted, the subject among them where it has the package URL of one.
    pub(super) fn finish(mut self) -> Sbom {
        self.needs.sort_unstable();
        self.needs.dedup();
        self.mark_direct();
        let subject = self.subject.filter(|_| !self.subject_is_package());
        let mut order: Vec<u32> = (0..u32::try_from(self.packages.len()).unwrap_or(u32::MAX)).collect();
        order.retain(|place| Some(*place) != subject);
        let spelled: Vec<String> = self.packages.iter().map(|package| package.purl.to_string()).collect();
        let key = |place: &u32| {
            let at = usize::try_from(*place).unwrap_or(usize::MAX);
            let found_in = self.packages.get(at).map(|package| &package.found_in);
            (found_in, spelled.get(at))
        };
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut new_places: Vec<Option<u32>> = vec![None; self.packages.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(slot) = usize::try_from(*old).ok().and_then(|old| new_places.get_mut(old)) {
                *slot = u32::try_from(new).ok();
            }
        }
        let new_place =
            |old: u32| usize::try_from(old).ok().and_then(|old| new_places.get(old).copied().flatten());
        for (who, what) in &self.needs {
            let (Some(_), Some(what)) = (new_place(*who), new_place(*what)) else { continue };
            if let Some(package) = usize::try_from(*who).ok().and_then(|who| self.packages.get_mut(who)) {
                package.needs.push(what);
            }
        }
        let mut old: Vec<Option<Package>> = self.packages.into_iter().map(Some).collect();
        let mut packages = Vec::with_capacity(order.len());
        for place in &order {
            let package =
                usize::try_from(*place).ok().and_then(|place| old.get_mut(place)).and_then(Option::take);
            if let Some(mut package) = package {
                package.needs.sort_unstable();
                packages.push(package);
            }
        }
        let subject = SbomSubject {
            kind: self.kind.unwrap_or(SbomKind::Other),
            name: self.name,
            version: self.version,
            properties: self.properties,
        };
        Sbom {
            subject,
            distribution: self.distribution,
            packages,
            executables: (!self.executables.is_empty()).then(|| Executables::new(self.executables)),
            problems: self.problems,
            created: self.created,
        }
    }

    fn subject_is_package(&self) -> bool {
        let at = self.subject.and_then(|place| usize::try_from(place).ok());
        let package = at.and_then(|at| self.packages.get(at));
        package.is_some_and(|package| is_kept_as_package(&package.purl))
    }

    /// What the subject itself needs is asked for by it, unless everything is: then nobody told them apart.
    fn mark_direct(&mut self) {
        let Some(subject) = self.subject.filter(|_| !self.is_own) else { return };
        if matches!(self.kind, Some(SbomKind::Image | SbomKind::RootFs)) {
            return;
        }
        let direct: Vec<u32> =
            self.needs.iter().filter(|(who, _)| *who == subject).map(|(_, what)| *what).collect();
        if direct.is_empty() || direct.len().saturating_add(1) >= self.packages.len() {
            return;
        }
        for (place, package) in (0_u32..).zip(&mut self.packages) {
            if place != subject && package.is_direct.is_none() {
                package.is_direct = Some(direct.binary_search(&place).is_ok());
            }
        }
    }
}

/// Tells whether what a bill is of is one of its packages as well.
pub(super) fn is_kept_as_package(purl: &Purl) -> bool {
    !matches!(&*purl.kind, "generic" | "oci" | "docker")
}

/// The URL of something: that which the document has, or one made of its name.
pub(super) fn purl(url: Option<&str>, group: &str, name: &str, version: &str) -> Purl {
    if let Some(mut purl) = url.and_then(|url| url.parse::<Purl>().ok()) {
        // Some writers put the URL into small letters, as the specification of URLs has it, and the name beside it as it is:
        // npm's `Base64` is not `base64`.
        let own = name.rsplit('/').next().unwrap_or(name);
        let is_small = !purl.name.bytes().any(|byte| byte.is_ascii_uppercase());
        if purl.kind == "npm" && is_small && purl.name.eq_ignore_ascii_case(own) {
            purl.name = own.into();
        }
        return purl;
    }
    let mut purl = Purl::new("generic", name, version);
    if !group.is_empty() {
        purl = purl.in_namespace(group);
    }
    purl
}

/// A digest, where its algorithm is known and it has as many digits as that gives.
pub(super) fn digest(algorithm: &str, value: &str) -> Option<PackageDigest> {
    let (algorithm, digits) = match algorithm {
        "MD5" => (DigestAlgorithm::Md5, 32),
        "SHA-1" | "SHA1" => (DigestAlgorithm::Sha1, 40),
        "SHA-256" | "SHA256" => (DigestAlgorithm::Sha256, 64),
        "SHA-384" | "SHA384" => (DigestAlgorithm::Sha384, 96),
        "SHA-512" | "SHA512" => (DigestAlgorithm::Sha512, 128),
        _ => return None,
    };
    let is_one = value.len() == digits && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| PackageDigest { algorithm, value: value.to_ascii_lowercase().into() })
}

/// A text that is there, without the slash that some put before paths in images.
pub(super) fn path(text: &str) -> Arc<str> {
    text.strip_prefix('/').unwrap_or(text).into()
}

pub(super) fn too_many(detail: String) -> Failure {
    Failure::of_file(NotAnalysed::TooManyNodes, detail)
}

/// What a bill tells of a file that can be executed, where our own writers wrote it: none of any other file.
pub(super) fn executable<'a>(
    path: &str,
    digests: impl Iterator<Item = PackageDigest>,
    properties: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<Executable> {
    let (mut size, mut layer, mut hard_link_to, mut owned_by) = (None, None, None, None);
    for (name, value) in properties {
        match name {
            property::EXECUTABLE_SIZE => size = value.parse().ok(),
            property::LAYER => layer = value.parse().ok(),
            property::HARD_LINK_TO => hard_link_to = Some(value.into()),
            property::OWNED_BY => owned_by = value.parse().ok(),
            _ => {}
        }
    }
    let (content, mut other_digests): (Vec<_>, Vec<_>) =
        digests.partition(|digest| digest.algorithm == DigestAlgorithm::Sha256);
    other_digests.sort_unstable();
    let digest = format!("sha256:{}", content.first()?.value).parse().ok()?;
    let path = path.into();
    Some(Executable { path, digest, other_digests, size: size?, layer, hard_link_to, owned_by })
}
