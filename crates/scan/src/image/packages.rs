//! From what the files of all layers tell to the packages of the image.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use sekimori_model::{
    Distribution, ImageFacts, ImageOrigin, Package, Problem, Purl, Sbom, SbomKind, SbomSubject,
};
use sekimori_parse::packages::Found;

use super::layer::Layer;
use super::stack::Stack;

/// Where the operating system says what it is, the one that counts first.
const RELEASES: [&str; 2] = ["etc/os-release", "usr/lib/os-release"];

/// Puts together what an image is made of.
pub(super) fn sbom(facts: &ImageFacts, layers: &[Layer], stack: &Stack<'_>) -> Sbom {
    let versions = versions(layers);
    let there: Vec<(usize, &Arc<str>, &Found)> = versions
        .iter()
        .filter_map(|(path, versions)| {
            let (layer, found) = versions.last()?;
            stack.is_there(path, *layer).then_some((*layer, *path, *found))
        })
        .collect();
    let distribution = distribution(&there);
    let mut packages = Vec::new();
    for (layer, path, found) in &there {
        let offset = u32::try_from(packages.len()).unwrap_or(u32::MAX);
        let brought = first_layers(*layer, found, versions.get(path).map_or(&[][..], Vec::as_slice));
        for package in &found.packages {
            let mut package = package.clone();
            let layer = brought.get(&package.purl).copied().unwrap_or(*layer);
            package.found_in.layer = u32::try_from(layer).ok();
            package.needs.iter_mut().for_each(|need| *need = need.saturating_add(offset));
            packages.push(package);
        }
    }
    tell_more(&mut packages, &there);
    if let Some(distribution) = &distribution {
        packages.iter_mut().for_each(|package| adopt(&mut package.purl, distribution));
    }
    Sbom {
        subject: subject(facts),
        distribution,
        packages: sorted(packages),
        problems: problems(facts, layers),
        created: facts.config.as_ref().and_then(|config| config.created),
    }
}

/// The versions of each file that tells of packages, the lowest layer first.
fn versions(layers: &[Layer]) -> BTreeMap<&Arc<str>, Vec<(usize, &Found)>> {
    let mut versions: BTreeMap<&Arc<str>, Vec<(usize, &Found)>> = BTreeMap::new();
    for (index, layer) in layers.iter().enumerate() {
        for told in &layer.told {
            let known = versions.entry(&told.path).or_default();
            // A layer may have a path twice; the later one is what is unpacked.
            known.retain(|(layer, _)| *layer != index);
            known.push((index, &told.found));
        }
    }
    versions
}

/// The layer that brought each package of the last version of a file: a database is written anew by each layer that
/// installs anything.
fn first_layers<'f>(
    last: usize,
    found: &'f Found,
    versions: &[(usize, &'f Found)],
) -> HashMap<&'f Purl, usize> {
    let mut first: HashMap<&Purl, usize> =
        found.packages.iter().map(|package| (&package.purl, last)).collect();
    let mut still: HashSet<&Purl> = first.keys().copied().collect();
    for (layer, before) in versions.iter().rev().skip(1) {
        let had: HashSet<&Purl> = before.packages.iter().map(|package| &package.purl).collect();
        still.retain(|purl| had.contains(purl));
        if still.is_empty() {
            break;
        }
        for purl in &still {
            if let Some(first) = first.get_mut(purl) {
                *first = *layer;
            }
        }
    }
    first
}

fn distribution(there: &[(usize, &Arc<str>, &Found)]) -> Option<Distribution> {
    let rank = |path: &str| RELEASES.iter().position(|known| *known == path).unwrap_or(RELEASES.len());
    let told = there
        .iter()
        .filter_map(|(_, path, found)| found.distribution.as_ref().map(|it| (rank(path), path, it)));
    told.min_by_key(|(rank, path, _)| (*rank, **path)).map(|(_, _, distribution)| distribution.clone())
}

/// Adds what other files tell of packages that a database lists.
fn tell_more(packages: &mut [Package], there: &[(usize, &Arc<str>, &Found)]) {
    let mut licences = HashMap::new();
    for about in there.iter().flat_map(|(_, _, found)| &found.about) {
        if let Some(licence) = &about.licence {
            licences.entry(&*about.package).or_insert(licence);
        }
    }
    for package in
        packages.iter_mut().filter(|package| package.licence.is_none() && is_of_system(&package.purl))
    {
        package.licence = licences.get(&*package.purl.name).map(|licence| (*licence).clone());
    }
}

/// Tells whether a package is one of the operating system's.
pub(super) fn is_of_system(purl: &Purl) -> bool {
    matches!(purl.kind.as_ref(), "deb" | "apk" | "rpm" | "alpm")
}

/// Names the distribution in the URL of a package of its own.
///
/// # Source
/// purl-spec, types `deb`, `apk`, `rpm` and `alpm`: the namespace is the vendor or distribution in lower case.
fn adopt(purl: &mut Purl, distribution: &Distribution) {
    if !is_of_system(purl) || distribution.id.is_empty() {
        return;
    }
    if purl.namespace.is_empty() {
        purl.namespace = match &*distribution.id {
            "rhel" => "redhat".into(),
            id if id.starts_with("opensuse") => "opensuse".into(),
            _ => Arc::clone(&distribution.id),
        };
    }
    if !distribution.version.is_empty() {
        let named = format!("{}-{}", distribution.id, distribution.version);
        purl.qualifiers.entry("distro".into()).or_insert_with(|| named.into());
    }
}

/// Sorts by where packages are written, then by their URL; what they need moves along.
fn sorted(packages: Vec<Package>) -> Vec<Package> {
    let mut order: Vec<usize> = (0..packages.len()).collect();
    order.sort_by_cached_key(|place| {
        packages.get(*place).map(|package| (Arc::clone(&package.found_in.path), package.purl.clone(), *place))
    });
    let mut places = vec![0; packages.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*old) {
            *place = u32::try_from(new).unwrap_or(u32::MAX);
        }
    }
    let mut packages: Vec<Option<Package>> = packages.into_iter().map(Some).collect();
    let taken = order.iter().filter_map(|old| packages.get_mut(*old).and_then(Option::take));
    let moved = taken.map(|mut package| {
        let new = |need: &u32| usize::try_from(*need).ok().and_then(|need| places.get(need)).copied();
        package.needs = package.needs.iter().filter_map(new).collect();
        package.needs.sort_unstable();
        package.needs.dedup();
        package
    });
    moved.collect()
}

fn subject(facts: &ImageFacts) -> SbomSubject {
    let kind = if facts.origin == ImageOrigin::RootFs { SbomKind::RootFs } else { SbomKind::Image };
    let labels = facts.config.iter().flat_map(|config| config.labels.iter().cloned());
    SbomSubject {
        kind,
        name: facts.repository.clone(),
        version: facts.digest.as_ref().map(ToString::to_string).unwrap_or_default(),
        properties: labels.collect(),
    }
}

/// What could not be read of any layer, each named with its layer.
pub(super) fn problems(facts: &ImageFacts, layers: &[Layer]) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        let name = facts.layers.get(index).and_then(|layer| layer.digest.as_ref());
        for problem in &layer.problems {
            let mut problem = problem.clone();
            if let Some(name) = name {
                problem.detail = format!("{} (layer {name})", problem.detail);
            }
            all.push(problem);
        }
    }
    all.sort();
    all.dedup();
    all
}
