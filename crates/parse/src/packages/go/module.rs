//! `go.mod`, and `go.sum` where the module is older than the lists of what is needed indirectly.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use sekimori_model::Package;

use super::{is_folder, purl, standard_library};
use crate::packages::{Bounds, Found, Input, published};
use crate::{Failure, decode};

/// A `go.mod`.
#[derive(Default)]
struct Module<'t> {
    go: Option<(&'t str, u32)>,
    toolchain: Option<(&'t str, u32)>,
    required: Vec<Required<'t>>,
    /// By path and, where it is for one version only, that version.
    replaced: HashMap<(&'t str, &'t str), (&'t str, &'t str)>,
    excluded: HashSet<(&'t str, &'t str)>,
}

struct Required<'t> {
    path: &'t str,
    version: &'t str,
    is_direct: bool,
    line: u32,
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let module = Module::of(&text.text);
    let path: Arc<str> = input.path.into();
    if let Some((toolchain, line)) = module.toolchain.or(module.go)
        && let Some(url) = standard_library(toolchain)
    {
        let mut package = Package::new(url, Arc::clone(&path));
        package.found_in.line = Some(line);
        package.is_direct = Some(true);
        found.push(package, bounds)?;
    }
    let mut seen: HashSet<&str> = HashSet::new();
    for required in &module.required {
        if !seen.insert(required.path) {
            continue;
        }
        let Some((path_of, version)) = module.replace(required.path, required.version) else { continue };
        let mut package = Package::new(purl(path_of, version), Arc::clone(&path));
        package.published = published::of_go(version);
        package.found_in.line = Some(required.line);
        package.is_direct = Some(required.is_direct);
        found.push(package, bounds)?;
    }
    if module.lists_all() {
        return Ok(());
    }
    let Some(bytes) = (input.beside)("go.sum") else { return Ok(()) };
    let sums = decode(&bytes)?;
    let sum_path: Arc<str> = match input.path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/go.sum").into(),
        None => "go.sum".into(),
    };
    for (name, (version, line)) in highest(&sums.text, &module.excluded) {
        if seen.contains(name) {
            continue;
        }
        let Some((path_of, version)) = module.replace(name, version) else { continue };
        let mut package = Package::new(purl(path_of, version), Arc::clone(&sum_path));
        package.published = published::of_go(version);
        package.found_in.line = Some(line);
        package.is_direct = Some(false);
        found.push(package, bounds)?;
    }
    Ok(())
}

impl<'t> Module<'t> {
    fn of(text: &'t str) -> Self {
        let mut module = Self::default();
        let mut block = "";
        for (number, line) in (1_u32..).zip(text.lines()) {
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
            let mut words = code.split_ascii_whitespace().map(|word| word.trim_matches(['"', '`']));
            let Some(first) = words.next() else { continue };
            let rest: Vec<&str> = words.take(5).collect();
            match (first, rest.as_slice()) {
                (")", _) => block = "",
                (_, ["("]) => block = first,
                _ if block.is_empty() => module.take(first, &rest, comment, number),
                _ => {
                    let all: Vec<&str> = std::iter::once(first).chain(rest).collect();
                    module.take(block, &all, comment, number);
                }
            }
        }
        module
    }

    fn take(&mut self, word: &str, values: &[&'t str], comment: &str, line: u32) {
        match (word, values) {
            ("go", [version]) => self.go = Some((version, line)),
            ("toolchain", [name]) if *name != "default" => self.toolchain = Some((name, line)),
            ("require", [path, version]) => {
                let is_direct = !comment.trim_start().starts_with("indirect");
                self.required.push(Required { path, version, is_direct, line });
            }
            ("replace", [path, "=>", to]) => {
                self.replaced.insert((path, ""), (to, ""));
            }
            ("replace", [path, "=>", to, version]) => {
                self.replaced.insert((path, ""), (to, version));
            }
            ("replace", [path, of, "=>", to]) => {
                self.replaced.insert((path, of), (to, ""));
            }
            ("replace", [path, of, "=>", to, version]) => {
                self.replaced.insert((path, of), (to, version));
            }
            ("exclude", [path, version]) => {
                self.excluded.insert((path, version));
            }
            _ => {}
        }
    }

    /// What is taken for a module; none where that is a folder of the project.
    fn replace<'m>(&self, path: &'m str, version: &'m str) -> Option<(&'m str, &'m str)>
    where
        't: 'm,
    {
        let one = self.replaced.get(&(path, version)).or_else(|| self.replaced.get(&(path, "")));
        match one {
            Some((to, _)) if is_folder(to) => None,
            Some((to, of)) => Some((to, of)),
            None => Some((path, version)),
        }
    }

    /// Since Go 1.17, all that is needed is listed.
    fn lists_all(&self) -> bool {
        let Some((version, _)) = self.go else { return false };
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) >= (1, 17)
    }
}

/// The highest version of each module of a `go.sum` whose content was downloaded, with its line.
fn highest<'t>(text: &'t str, excluded: &HashSet<(&'t str, &'t str)>) -> BTreeMap<&'t str, (&'t str, u32)> {
    let mut all: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let mut words = line.split_ascii_whitespace();
        let (Some(path), Some(version), Some(_)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        if version.ends_with("/go.mod") || excluded.contains(&(path, version)) {
            continue;
        }
        let one = all.entry(path).or_insert((version, number));
        if order(version, one.0) == Ordering::Greater {
            *one = (version, number);
        }
    }
    all
}

/// The order of two versions.
///
/// # Source
/// semver.org, section 11; build metadata, such as `+incompatible`, has no order.
fn order(a: &str, b: &str) -> Ordering {
    let split = |version: &str| -> (Vec<u64>, Option<String>) {
        let version = version.trim_start_matches('v').split('+').next().unwrap_or_default();
        let (core, before) =
            version.split_once('-').map_or((version, None), |(core, rest)| (core, Some(rest)));
        let numbers = core.split('.').map(|part| part.parse().unwrap_or_default()).collect();
        (numbers, before.map(str::to_owned))
    };
    let ((core_a, before_a), (core_b, before_b)) = (split(a), split(b));
    core_a.cmp(&core_b).then_with(|| match (before_a, before_b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => order_before(&a, &b),
    })
}

fn order_before(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let (a, b) = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => (a, b),
        };
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::order;
    use crate::packages::trial::{beside, declared, told};

    #[test]
    fn what_is_required_replaced_and_left_out_is_read() {
        let text = r#"module git.example/app // the app

go 1.21
toolchain go1.22.3

require git.example/one v1.0.0
require (
	git.example/two/v2 v2.1.0 // indirect
	"git.example/fork" v1.0.0
	git.example/here v0.0.0
	git.example/pinned v1.5.0
)

replace git.example/fork => git.example/other v1.1.0
replace (
	git.example/here => ../here
	git.example/pinned v1.4.0 => git.example/wrong v9.0.0
)
exclude git.example/one v0.9.0
retract [v0.1.0, v0.2.0]
"#;
        assert_eq!(
            told(&declared("a/go.mod", text)),
            [
                "pkg:golang/stdlib@1.22.3 direct :4",
                "pkg:golang/git.example/one@v1.0.0 direct :6",
                "pkg:golang/git.example/two/v2@v2.1.0 indirect :8",
                "pkg:golang/git.example/other@v1.1.0 direct :9",
                "pkg:golang/git.example/pinned@v1.5.0 direct :11",
            ]
        );
    }

    #[test]
    fn old_modules_need_what_was_downloaded() {
        let text = "module a\ngo 1.16\nrequire git.example/one v1.0.0\nexclude git.example/two v1.9.0\n";
        let sums = "git.example/one v1.1.0 h1:x=\ngit.example/two v1.9.0 h1:x=\ngit.example/two v1.0.0-rc.1 h1:x=\n\
            git.example/two v1.0.0 h1:x=\ngit.example/two v1.10.0/go.mod h1:x=\n";
        let found = beside("go.mod", text, &[("go.sum", sums)]);
        assert_eq!(
            told(&found),
            [
                "pkg:golang/stdlib@1.16 direct :2",
                "pkg:golang/git.example/one@v1.0.0 direct :3",
                "pkg:golang/git.example/two@v1.0.0 indirect :4",
            ]
        );
        assert_eq!(&*found.packages[2].found_in.path, "go.sum");
        let newer = text.replace("1.16", "1.17");
        assert_eq!(beside("go.mod", &newer, &[("go.sum", sums)]).packages.len(), 2);
    }

    #[test]
    fn versions_have_the_order_of_semantic_versioning() {
        let ascending = [
            "v0.0.0-20200101000000-c0ffee",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0",
            "v1.2.0",
            "v1.10.0+incompatible",
        ];
        for pair in ascending.windows(2) {
            assert_eq!(order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(order("v1.0.0+a", "v1.0.0+b"), Ordering::Equal);
    }
}
