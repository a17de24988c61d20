//! From what the files of all layers tell to the packages of the image.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use sekimori_model::{
    Distribution, ImageFacts, ImageOrigin, Package, Problem, Purl, Sbom, SbomKind, SbomSubject,
};
use sekimori_parse::packages::{Found, prefer_distribution};

use super::executables::executables;
use super::layer::{Layer, Told};
use super::owners::Owners;
use super::stack::Stack;
use crate::sbom::merge;
use crate::secrets::values_without_secrets;

/// Of one name, packages beyond these are not looked at for the nearest one.
const MAX_OF_A_NAME: usize = 1_000;

/// Puts together what an image is made of, and which package brought which file.
pub(super) fn sbom(
    facts: &ImageFacts,
    layers: &[Layer],
    stack: &Stack,
    with_executables: bool,
) -> (Sbom, Owners) {
    let versions = versions(layers);
    let last: Vec<(usize, &Told)> = versions
        .iter()
        .filter_map(|(path, versions)| {
            versions.last().filter(|(layer, _)| stack.is_there(path, *layer)).copied()
        })
        .collect();
    let there: Vec<(usize, &Arc<str>, &Found)> =
        last.iter().map(|(layer, told)| (*layer, &told.path, &told.found)).collect();
    let distribution = distribution(&there);
    let mut packages = Vec::new();
    let mut elsewhere = Vec::new();
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
        elsewhere.extend(
            found.elsewhere.iter().map(|one| (one.package.saturating_add(offset), Arc::clone(&one.name))),
        );
    }
    link(&mut packages, &elsewhere);
    tell_more(&mut packages, &there);
    if let Some(distribution) = &distribution {
        for package in &mut packages {
            adopt(&mut package.purl, distribution);
        }
    }
    let owners = Owners::of(last.iter().copied(), &packages);
    own(&mut packages, &owners);
    let executables = with_executables.then(|| executables(layers, stack, &owners));
    let sbom = Sbom {
        subject: subject(facts),
        distribution,
        packages: merge([packages]),
        executables,
        problems: problems(facts, layers),
        created: facts.config.as_ref().and_then(|config| config.created),
    };
    (sbom, owners)
}

/// Names the package of the operating system that brought one of a language: its files are in that one's list.
fn own(packages: &mut [Package], owners: &Owners) {
    for package in packages.iter_mut().filter(|package| !is_of_system(&package.purl)) {
        let found = &package.found_in;
        // What lies in an archive came with it.
        let path = found.path.split("!/").next().unwrap_or_default();
        let layer = found.layer.and_then(|layer| usize::try_from(layer).ok()).unwrap_or_default();
        package.owned_by = owners.of_file(path, layer).cloned();
    }
}

/// The versions of each file that tells of packages, the lowest layer first.
fn versions(layers: &[Layer]) -> BTreeMap<&Arc<str>, Vec<(usize, &Told)>> {
    let mut versions: BTreeMap<&Arc<str>, Vec<(usize, &Told)>> = BTreeMap::new();
    for (index, layer) in layers.iter().enumerate() {
        for told in &layer.told {
            let known = versions.entry(&told.path).or_default();
            // A layer may have a path twice; the later one is what is unpacked.
            known.retain(|(layer, _)| *layer != index);
            known.push((index, told));
        }
    }
    versions
}

/// The layer that brought each package of the last version of a file: a database is written anew by each layer that
/// installs anything.
fn first_layers<'f>(
    last: usize,
    found: &'f Found,
    versions: &[(usize, &'f Told)],
) -> HashMap<&'f Purl, usize> {
    let mut first: HashMap<&Purl, usize> =
        found.packages.iter().map(|package| (&package.purl, last)).collect();
    let mut still: BTreeSet<&Purl> = first.keys().copied().collect();
    for (layer, before) in versions.iter().rev().skip(1) {
        let had: HashSet<&Purl> = before.found.packages.iter().map(|package| &package.purl).collect();
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
    let mut kept = None;
    for told in there.iter().filter_map(|(_, _, found)| found.distribution.as_ref()) {
        prefer_distribution(&mut kept, told.clone());
    }
    kept
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

/// Links what packages need that other files list: of several of one name, the one that lies nearest.
fn link(packages: &mut [Package], elsewhere: &[(u32, Arc<str>)]) {
    let mut by_name: HashMap<(String, String), Vec<u32>> = HashMap::new();
    if elsewhere.is_empty() {
        return;
    }
    for (place, package) in (0..).zip(packages.iter()) {
        by_name.entry((package.purl.kind.to_string(), package.purl.full_name())).or_default().push(place);
    }
    for (place, name) in elsewhere {
        let Some(package) = usize::try_from(*place).ok().and_then(|place| packages.get(place)) else {
            continue;
        };
        let Some(fitting) = by_name.get(&(package.purl.kind.to_string(), name.to_string())) else { continue };
        let own = &package.found_in.path;
        let path_of = |fit: u32| {
            let fit = usize::try_from(fit).ok().and_then(|fit| packages.get(fit));
            fit.map_or("", |fit| &*fit.found_in.path)
        };
        let near = |fit: &&u32| {
            let shared = own.bytes().zip(path_of(**fit).bytes()).take_while(|(a, b)| a == b).count();
            (shared, Reverse(**fit))
        };
        // A name that a thousand packages have is nothing that a package manager installs.
        let others = || fitting.iter().take(MAX_OF_A_NAME).filter(|fit| *fit != place);
        let is_of_node = &*package.purl.kind == "npm" && others().nth(1).is_some();
        let nearest = if is_of_node {
            let above = |fit: &&u32| folder_of_node(path_of(**fit)).filter(|folder| is_below(own, folder));
            let far = |fit: &&u32| (above(fit).map_or(0, |folder| folder.len() + 1), Reverse(**fit));
            others().filter(|fit| above(fit).is_some()).max_by_key(far)
        } else {
            others().max_by_key(near)
        };
        let Some(nearest) = nearest else { continue };
        let nearest = *nearest;
        if let Some(package) = usize::try_from(*place).ok().and_then(|place| packages.get_mut(place)) {
            package.needs.push(nearest);
        }
    }
}

/// The folder whose `node_modules` holds an installed package: what lies below it is given that package, unless a nearer
/// folder has one of its name.
///
/// # Source
/// nodejs.org, "Modules: `CommonJS` modules", "Loading from `node_modules` folders".
fn folder_of_node(path: &str) -> Option<&str> {
    let at = path.rfind("node_modules/")?;
    let folder = path.get(..at)?;
    (folder.is_empty() || folder.ends_with('/')).then(|| folder.trim_end_matches('/'))
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn subject(facts: &ImageFacts) -> SbomSubject {
    let kind = if facts.origin == ImageOrigin::RootFs { SbomKind::RootFs } else { SbomKind::Image };
    let labels = facts.config.iter().flat_map(|config| config.labels.iter().cloned());
    SbomSubject {
        kind,
        name: facts.repository.clone(),
        version: facts.digest.as_ref().map(ToString::to_string).unwrap_or_default(),
        // A bill is published.
        properties: values_without_secrets(labels),
    }
}

/// What could not be read of any layer, each named with its layer.
pub(super) fn problems(facts: &ImageFacts, layers: &[Layer]) -> Vec<Problem> {
    problems_of_layers(facts, layers).into_iter().map(|(problem, _)| problem).collect()
}

/// The same, each with the place of its layer.
pub(super) fn problems_of_layers(facts: &ImageFacts, layers: &[Layer]) -> Vec<(Problem, usize)> {
    let mut all: Vec<(Problem, usize)> = Vec::new();
    for (index, layer) in layers.iter().enumerate() {
        let name = facts.layers.get(index).and_then(|layer| layer.digest.as_ref());
        for problem in &layer.problems {
            let mut problem = problem.clone();
            if let Some(name) = name {
                problem.detail = format!("{} (layer {name})", problem.detail);
            }
            all.push((problem, index));
        }
    }
    all.sort();
    all.dedup_by(|a, b| a.0 == b.0);
    all
}
