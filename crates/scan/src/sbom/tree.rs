//! Why a package is there: the ways to it from what the project asks for.
//!
//! Every package is opened once; where it comes again, its name is followed by a mark. So a tree is never larger than the
//! graph, whatever number of ways lead through it.

use std::collections::HashSet;

use sekimori_model::ways::{Cut, Node, Tree, Wanted, Why};
use sekimori_model::{Package, Purl, Sbom};

use super::merge::roots;

/// The deepest level that is shown. A stack has room for it, and nobody reads further.
const DEEPEST: usize = 200;

/// Tells why the packages that `asked` means are there: a name, a name with `@` and a version, or a package URL, where
/// version and qualifiers that are not said may be any. None where there is no such package.
pub fn why(sbom: &Sbom, asked: &str) -> Option<Why> {
    let packages = &sbom.packages;
    let asked = Asked::of(asked);
    let wanted: Vec<bool> = packages.iter().map(|package| asked.means(&package.purl)).collect();
    let roots = roots(packages);
    let is_root: HashSet<u32> = roots.iter().copied().collect();
    let told: Vec<Wanted> = (0..)
        .zip(packages.iter().zip(&wanted))
        .filter(|(_, (_, wanted))| **wanted)
        .map(|(place, (package, _))| Wanted {
            purl: package.purl.clone(),
            path: package.found_in.path.to_string(),
            is_direct: is_root.contains(&place),
        })
        .collect();
    if told.is_empty() {
        return None;
    }
    let leads = leads_to(packages, &wanted);
    let mut walk = Walk { packages, wanted: &wanted, leads: &leads, shown: HashSet::new(), way: Vec::new() };
    let mut trees: Vec<Tree> = Vec::new();
    let mut show = |place: u32, walk: &mut Walk<'_>| {
        let path = packages.get(place as usize).map(|package| package.found_in.path.to_string());
        let (Some(path), Some(node)) = (path, walk.node(place)) else { return };
        match trees.iter_mut().rev().find(|tree| tree.path == path) {
            Some(tree) => tree.roots.push(node),
            None => trees.push(Tree { path, roots: vec![node] }),
        }
    };
    let is_on_way = |place: &u32| leads.get(*place as usize).copied().unwrap_or_default();
    for root in roots.into_iter().filter(is_on_way) {
        show(root, &mut walk);
    }
    // What nothing leads to from outside, such as a ring that nobody asks for, begins with itself.
    let left = (0..).zip(&wanted).filter(|(_, wanted)| **wanted).map(|(place, _)| place);
    for place in left.collect::<Vec<u32>>() {
        if !walk.shown.contains(&place) {
            show(place, &mut walk);
        }
    }
    Some(Why { packages: told, trees })
}

/// Tells of each package whether one that is wanted is among what it needs, however far, or is itself.
fn leads_to(packages: &[Package], wanted: &[bool]) -> Vec<bool> {
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); packages.len()];
    for (place, package) in packages.iter().enumerate() {
        for need in &package.needs {
            if let Some(list) = needed_by.get_mut(*need as usize) {
                list.push(place);
            }
        }
    }
    let mut leads = wanted.to_vec();
    let mut left: Vec<usize> =
        wanted.iter().enumerate().filter(|(_, wanted)| **wanted).map(|(place, _)| place).collect();
    while let Some(place) = left.pop() {
        for by in needed_by.get(place).into_iter().flatten() {
            if let Some(slot) = leads.get_mut(*by).filter(|slot| !**slot) {
                *slot = true;
                left.push(*by);
            }
        }
    }
    leads
}

struct Walk<'a> {
    packages: &'a [Package],
    wanted: &'a [bool],
    leads: &'a [bool],
    /// What is opened already.
    shown: HashSet<u32>,
    /// What is open now.
    way: Vec<u32>,
}

impl Walk<'_> {
    fn node(&mut self, place: u32) -> Option<Node> {
        let package = self.packages.get(place as usize)?;
        let is_wanted = self.wanted.get(place as usize).copied().unwrap_or_default();
        let mut node = Node { purl: package.purl.clone(), is_wanted, cut: None, needs: Vec::new() };
        if is_wanted {
            self.shown.insert(place);
            return Some(node);
        }
        let leads = self.leads;
        let is_on_way = |need: &&u32| leads.get(**need as usize).copied().unwrap_or_default();
        node.cut = if self.way.contains(&place) {
            Some(Cut::Cycle)
        } else if self.shown.contains(&place) {
            Some(Cut::Shown)
        } else if self.way.len() >= DEEPEST {
            Some(Cut::Deep)
        } else {
            None
        };
        if node.cut.is_none() {
            self.shown.insert(place);
            self.way.push(place);
            for need in package.needs.iter().filter(is_on_way) {
                node.needs.extend(self.node(*need));
            }
            self.way.pop();
        }
        Some(node)
    }
}

/// What was asked for.
enum Asked<'a> {
    Url(Box<Purl>),
    Name { name: &'a str, version: Option<&'a str>, whole: &'a str },
}

impl<'a> Asked<'a> {
    fn of(text: &'a str) -> Self {
        if let Some(url) = text.strip_prefix("pkg:").and_then(|_| text.parse().ok()) {
            return Self::Url(Box::new(url));
        }
        // The first letter may be the `@` of a scope: `@babel/core@7.0.0`.
        let at = text.char_indices().skip(1).filter(|(_, c)| *c == '@').last();
        let split = at.and_then(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
        let (name, version) = split.map_or((text, None), |(name, version)| (name, Some(version)));
        Self::Name { name, version, whole: text }
    }

    fn means(&self, purl: &Purl) -> bool {
        match self {
            Self::Url(url) => {
                let fits = |asked: &str, is: &str| asked.is_empty() || asked == is;
                let qualifiers = url.qualifiers.iter();
                url.kind == purl.kind
                    && is_same(purl, &purl.namespace, &url.namespace)
                    && is_same(purl, &purl.name, &url.name)
                    && fits(&url.version, &purl.version)
                    && fits(&url.subpath, &purl.subpath)
                    && qualifiers.into_iter().all(|(key, value)| purl.qualifiers.get(key) == Some(value))
            }
            Self::Name { name, version, whole } => {
                let is_named =
                    |name: &str| is_same(purl, &purl.name, name) || is_same(purl, &purl.full_name(), name);
                is_named(whole)
                    || (is_named(name) && version.is_some_and(|version| *purl.version == *version))
            }
        }
    }
}

/// Tells whether a name is another spelling of one, as the ecosystem of the package compares them.
///
/// # Source
/// PEP 503, "Normalized Names"; `NuGet` and Composer, whose names have no case.
fn is_same(purl: &Purl, one: &str, other: &str) -> bool {
    let spelled = |name: &str| match &*purl.kind {
        "pypi" => name.replace(['_', '.'], "-").to_ascii_lowercase(),
        "nuget" | "composer" => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    };
    one == other || spelled(one) == spelled(other)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sekimori_model::{Package, Purl, Sbom, SbomKind, SbomSubject};

    use super::{Cut, Node, why};

    fn bill(packages: &[(&str, &str, &[u32])]) -> Sbom {
        let subject = SbomSubject {
            kind: SbomKind::Source,
            name: "t".to_owned(),
            version: String::new(),
            properties: BTreeMap::new(),
        };
        let package = |(name, version, needs): &(&str, &str, &[u32])| {
            let (namespace, name) = name.split_once('/').unwrap_or(("", name));
            let mut package = Package::new(Purl::new("npm", name, *version).in_namespace(namespace), "lock");
            package.needs = needs.to_vec();
            package
        };
        let packages = packages.iter().map(package).collect();
        Sbom { subject, distribution: None, packages, executables: None, problems: Vec::new(), created: None }
    }

    fn drawn(nodes: &[Node]) -> String {
        let draw = |node: &Node| {
            let mark = match node.cut {
                Some(Cut::Cycle) => "~",
                Some(Cut::Shown) => "*",
                Some(Cut::Deep) => "!",
                None => "",
            };
            let below =
                if node.needs.is_empty() { String::new() } else { format!("({})", drawn(&node.needs)) };
            format!("{}{mark}{below}", node.purl.name)
        };
        nodes.iter().map(draw).collect::<Vec<_>>().join(" ")
    }

    fn ways(sbom: &Sbom, asked: &str) -> String {
        why(sbom, asked).map(|why| drawn(&why.trees[0].roots)).unwrap_or_default()
    }

    #[test]
    fn each_way_is_told_and_what_leads_nowhere_is_left_out() {
        let sbom = bill(&[
            ("app", "1", &[1, 2, 4]),
            ("a", "1", &[3]),
            ("b", "1", &[1, 3]),
            ("deep", "1", &[]),
            ("other", "1", &[]),
        ]);
        assert_eq!(ways(&sbom, "deep"), "app(a(deep) b(a* deep))");
        assert_eq!(ways(&sbom, "missing"), "");
    }

    #[test]
    fn a_cycle_is_cut_and_marked() {
        let sbom = bill(&[("app", "1", &[1]), ("a", "1", &[2]), ("b", "1", &[1, 3]), ("deep", "1", &[])]);
        assert_eq!(ways(&sbom, "deep"), "app(a(b(a~ deep)))");
        // A ring that nobody asks for begins with what was asked for.
        let ring = bill(&[("a", "1", &[1]), ("b", "1", &[0])]);
        assert_eq!(ways(&ring, "b"), "b");
    }

    #[test]
    fn a_chain_without_end_is_cut() {
        let mut sbom = bill(&[("p", "1", &[1])]);
        sbom.packages = (0..100_000u32)
            .map(|n| {
                let mut package = Package::new(Purl::new("npm", format!("p{n}"), "1"), "lock");
                package.needs = if n < 99_999 { vec![n + 1] } else { Vec::new() };
                package
            })
            .collect();
        let why = why(&sbom, "p99999").expect("it is there");
        assert!(drawn(&why.trees[0].roots).contains('!'));
    }

    #[test]
    fn a_package_is_meant_by_name_version_or_url() {
        let sbom = bill(&[("@babel/core", "7.0.0", &[]), ("core", "1.0.0", &[]), ("core", "2.0.0", &[])]);
        let count = |asked: &str| why(&sbom, asked).map_or(0, |why| why.packages.len());
        assert_eq!(count("core"), 3);
        assert_eq!(count("@babel/core"), 1);
        assert_eq!(count("@babel/core@7.0.0"), 1);
        assert_eq!(count("core@2.0.0"), 1);
        assert_eq!(count("pkg:npm/core"), 2);
        assert_eq!(count("pkg:npm/core@1.0.0"), 1);
        assert_eq!(count("pkg:cargo/core"), 0);
        let mut sbom = bill(&[("pyyaml", "6.0", &[]), ("typing-extensions", "4.1", &[])]);
        sbom.packages.iter_mut().for_each(|package| package.purl.kind = "pypi".into());
        let count = |asked: &str| why(&sbom, asked).map_or(0, |why| why.packages.len());
        assert_eq!([count("PyYAML"), count("typing_extensions"), count("pkg:pypi/PyYAML@6.0")], [1, 1, 1]);
    }
}
