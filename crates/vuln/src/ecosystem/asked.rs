//! What to ask a database about a package.

use sekimori_model::{Distribution, Package, Purl};

use super::release::Release;
use super::table::{FAMILIES, Family, Lookup};

/// What to ask about a package in one family of ecosystems.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) family: &'static Family,
    pub(crate) release: Release,
    /// Names in their one spelling, each with the version that goes with it.
    pub(crate) names: Vec<(String, String)>,
}

/// Returns what to ask; nothing where no advisories are known for packages of the sort.
pub(crate) fn asked_of(package: &Package, distribution: Option<&Distribution>) -> Vec<Asked> {
    let purl = &package.purl;
    let space = match (&*purl.namespace, distribution) {
        ("", Some(distribution)) => distribution.id.to_ascii_lowercase(),
        (space, _) => space.to_ascii_lowercase(),
    };
    let is_its = |family: &&'static Family| match family.kind {
        "github" => matches!(purl.kind.as_ref(), "github" | "githubactions"),
        // The modules of the project have versions of their own, but for the one that has all programs.
        "k8s" => purl.kind == "k8s" || is_kubernetes(purl),
        kind => kind == purl.kind && (!family.is_distribution() || family.namespaces.contains(&&*space)),
    };
    FAMILIES
        .iter()
        .filter(is_its)
        .map(|family| Asked {
            family,
            release: Release::of(purl, distribution),
            names: names(package, family),
        })
        .collect()
}

fn is_kubernetes(purl: &Purl) -> bool {
    purl.kind == "golang" && &*purl.namespace == "k8s.io" && &*purl.name == "kubernetes"
}

fn names(package: &Package, family: &Family) -> Vec<(String, String)> {
    let purl = &package.purl;
    let qualifier = |key| purl.qualifiers.get(key).map_or("", |value| value);
    let own = match qualifier("epoch") {
        "" | "0" => purl.version.to_string(),
        epoch => format!("{epoch}:{}", purl.version),
    };
    let source = match (&package.source, qualifier("upstream").split_once('@')) {
        (Some(source), _) => Some((source.name.to_string(), source.version.to_string())),
        (None, Some((name, version))) => Some((name.to_owned(), version.to_owned())),
        // rpm has the file name of the source there.
        (None, None) => match qualifier("upstream") {
            "" => None,
            file if file.rsplit('.').next() == Some("rpm") => None,
            name => Some((name.to_owned(), own.clone())),
        },
    };
    let source = source.map(|source| unsigned(source, &own));
    let name = (full_name(purl), own);
    let mut names = match (family.lookup, source) {
        (Lookup::Source, Some(source)) => vec![source],
        (Lookup::Both, Some(source)) if source.0 != name.0 => vec![name, source],
        _ => vec![name],
    };
    for (name, _) in &mut names {
        *name = family.naming.normal(name).into_owned();
    }
    names
}

/// The source that a signed kernel was built from: what signs it is a source of its own, of which no advisory speaks.
///
/// # Source
/// packages.debian.org, `linux-signed-amd64`; packages.ubuntu.com, `linux-signed`, `linux-signed-aws`.
fn unsigned((name, version): (String, String), own: &str) -> (String, String) {
    const MACHINES: [&str; 5] = ["", "-amd64", "-arm64", "-i386", "-armhf"];
    match name.strip_prefix("linux-signed") {
        Some(rest) if MACHINES.contains(&rest) => ("linux".to_owned(), own.to_owned()),
        Some(rest) if rest.starts_with('-') => (format!("linux{rest}"), own.to_owned()),
        _ => (name, version),
    }
}

fn full_name(purl: &Purl) -> String {
    match (purl.kind.as_ref(), &*purl.namespace) {
        ("npm", scope) if !scope.is_empty() && !scope.starts_with('@') => format!("@{scope}/{}", purl.name),
        ("npm" | "maven" | "golang" | "composer" | "swift" | "github" | "githubactions" | "k8s", _) => {
            purl.full_name()
        }
        _ => purl.name.to_string(),
    }
}
