//! What a program of Go was built of, as the lines that it carries say.
//!
//! # Source
//! `runtime/debug.BuildInfo` of the standard library. A version that only a flag of the linker set is none: it may be
//! that of anything.

use std::sync::Arc;

use sekimori_model::{Package, Purl};

use super::{is_folder, purl, standard_library};
use crate::Failure;
use crate::packages::{Bounds, Found, Input, origin, published};

pub(super) fn take(
    toolchain: &str,
    info: &str,
    input: &Input<'_>,
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    let path: Arc<str> = input.path.into();
    let mut modules: Vec<Module<'_>> = Vec::new();
    let mut revision = "";
    for line in info.lines() {
        let mut words = line.split('\t');
        let (kind, first, second) =
            (words.next(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match kind {
            Some(kind @ ("mod" | "dep")) if !first.is_empty() && modules.len() < bounds.packages => {
                modules.push(Module { is_main: kind == "mod", path: first, version: second });
            }
            Some("=>") => {
                if let Some(last) = modules.last_mut() {
                    (last.path, last.version) = (first, second);
                }
            }
            Some("build") => revision = first.strip_prefix("vcs.revision=").unwrap_or(revision),
            _ => {}
        }
    }
    let mut main = None;
    let mut needs = Vec::new();
    for module in modules.iter().filter(|module| !is_folder(module.path)) {
        // Which of them the program itself asks for is not told.
        let mut package = Package::new(module.purl(revision), Arc::clone(&path));
        package.published = published::of_go(module.version);
        let place = found.push(package, bounds)?;
        if module.is_main {
            main = Some(place);
        } else {
            needs.push(place);
        }
    }
    if let Some(url) = standard_library(toolchain) {
        needs.push(found.push(Package::new(url, path), bounds)?);
    }
    if let Some(main) = main {
        let mut left = bounds.needs;
        found.link(main, needs, &mut left)?;
    }
    Ok(())
}

struct Module<'t> {
    is_main: bool,
    path: &'t str,
    version: &'t str,
}

impl Module<'_> {
    fn purl(&self, revision: &str) -> Purl {
        let version = if self.version == "(devel)" { "" } else { self.version };
        let url = purl(self.path, version);
        // On these hosts, the path of a module begins with that of its repository.
        let mut parts = self.path.splitn(4, '/');
        let host = parts.next().filter(|host| matches!(*host, "github.com" | "gitlab.com" | "bitbucket.org"));
        match (host, parts.next(), parts.next()) {
            (Some(host), Some(owner), Some(name)) if self.is_main && !revision.is_empty() => {
                url.with("vcs_url", origin::of_git(&format!("https://{host}/{owner}/{name}"), revision))
            }
            _ => url,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::packages::trial::told;
    use crate::packages::{Bounds, Found, Input};

    #[test]
    fn modules_are_read_with_what_replaced_them() {
        let info = "path\tgithub.com/a/b/cmd\nmod\tgithub.com/a/b\t(devel)\t\ndep\tgit.example/one\tv1.0.0\th1:x=\n\
            dep\tgit.example/old\tv1.0.0\n=>\tgit.example/new\tv2.0.0\th1:x=\ndep\tgit.example/here\tv0.0.0\n=>\t./here\t\t\n\
            build\t-ldflags=\"-X main.version=v9.9.9\"\nbuild\tvcs.revision=c0ffee\n";
        let input = Input { path: "usr/bin/b", bytes: &[], beside: &|_| None };
        let mut found = Found::default();
        assert_eq!(take("go1.22.3", info, &input, &Bounds::default(), &mut found), Ok(()));
        assert_eq!(
            told(&found),
            [
                "pkg:golang/github.com/a/b?vcs_url=git%2Bhttps://github.com/a/b%40c0ffee > git.example/one, git.example/new, stdlib",
                "pkg:golang/git.example/one@v1.0.0",
                "pkg:golang/git.example/new@v2.0.0",
                "pkg:golang/stdlib@1.22.3",
            ]
        );
    }
}
