//! `Gemfile.lock`.

use std::collections::HashMap;

use sekimori_model::Package;

use super::purl;
use crate::packages::links::Links;
use crate::packages::{Bounds, Found, Input, digest, origin};
use crate::{Failure, decode};

/// What the section at hand says of the gems in it.
#[derive(Default)]
struct Section<'t> {
    name: &'t str,
    remote: &'t str,
    revision: &'t str,
}

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let mut section = Section::default();
    let mut links = Links::new(bounds);
    let mut wanted: Vec<(u32, Vec<&str>)> = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    let mut sums: HashMap<&str, &str> = HashMap::new();
    for (number, line) in (1_u32..).zip(text.text.lines()) {
        let bare = line.trim_start();
        if bare.is_empty() {
            continue;
        }
        let depth = line.len().saturating_sub(bare.len());
        match (depth, section.name) {
            (0, _) => section = Section { name: bare.trim_end(), ..Section::default() },
            (2, "GIT" | "GEM" | "PATH") => match bare.split_once(": ") {
                Some(("remote", remote)) => section.remote = remote.trim(),
                Some(("revision", revision)) => section.revision = revision.trim(),
                _ => {}
            },
            // A gem of the tree is none of a registry, and passed over; what it needs, the project asks for.
            (6, "PATH") => asked.push(parts(bare).0),
            (4, "GIT" | "GEM") => {
                let (name, version) = parts(bare);
                let (version, platform) = version.split_once('-').unwrap_or((version, ""));
                let mut url = purl(name, version, platform);
                if section.name == "GIT" {
                    url = url.with("vcs_url", origin::of_git(section.remote, section.revision));
                }
                let mut package = Package::new(url, input.path);
                package.found_in.line = Some(number);
                let place = found.push(package, bounds)?;
                links.offer(name, place);
                wanted.push((place, Vec::new()));
            }
            (6, "GIT" | "GEM") => {
                if let Some((_, needs)) = wanted.last_mut() {
                    needs.push(parts(bare).0);
                }
            }
            (2, "DEPENDENCIES") => asked.push(parts(bare).0.trim_end_matches('!')),
            (2, "CHECKSUMS") => {
                if let Some((gem, sum)) = bare.trim_end().rsplit_once(' ') {
                    sums.insert(gem, sum);
                }
            }
            _ => {}
        }
    }
    asked.sort_unstable();
    for (place, needs) in &wanted {
        links.link(found, *place, needs)?;
        let Some(package) = found.at(*place) else { continue };
        let name = &*package.purl.name;
        package.is_direct = Some(asked.binary_search(&name).is_ok());
        let platform = package.purl.qualifiers.get("platform").map(|platform| format!("-{platform}"));
        let gem = format!("{name} ({}{})", package.purl.version, platform.unwrap_or_default());
        let sum = sums.get(gem.as_str()).and_then(|sum| sum.split_once('='));
        package.digests.extend(sum.and_then(|(algorithm, value)| digest::of_hex(algorithm, value)));
    }
    Ok(())
}

/// Splits `NAME (VERSION)`.
fn parts(text: &str) -> (&str, &str) {
    let (name, rest) = text.trim_end().split_once(' ').unwrap_or((text.trim_end(), ""));
    (name, rest.trim_start_matches('(').trim_end_matches(')'))
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn gems_of_all_sections_are_read() {
        let sum = "ab".repeat(32);
        let text = format!(
            "GIT\n  remote: https://git.example/acme/y.git\n  revision: c0ffee\n  specs:\n    y (1.0)\n      rack (>= 2)\n\n\
             GEM\n  remote: https://gems.example/\n  specs:\n    nokogiri (1.15.4-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.1)\n    rack (3.0.8)\n\n\
             PLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  nokogiri (~> 1.15)\n  y!\n\nCHECKSUMS\n  racc (1.7.1) sha256={sum}\n\nBUNDLED WITH\n   2.5.0\n"
        );
        let found = declared("Gemfile.lock", &text);
        assert_eq!(
            told(&found),
            [
                "pkg:gem/y@1.0?vcs_url=git%2Bhttps://git.example/acme/y.git%40c0ffee direct :5 > rack",
                "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux direct :11 > racc",
                "pkg:gem/racc@1.7.1 indirect :13",
                "pkg:gem/rack@3.0.8 indirect :14",
            ]
        );
        assert_eq!(found.packages[2].digests.first().map(|digest| &*digest.value), Some(&*sum));
    }

    #[test]
    fn a_gem_of_the_tree_is_none_of_the_registry() {
        let text = "PATH\n  remote: .\n  specs:\n    own (0.2.0)\n      rack (>= 2)\n\n\
                    GEM\n  remote: https://gems.example/\n  specs:\n    base (1.0)\n    rack (3.0.8)\n      base\n\n\
                    DEPENDENCIES\n  own!\n";
        assert_eq!(
            told(&declared("Gemfile.lock", text)),
            ["pkg:gem/base@1.0 indirect :10", "pkg:gem/rack@3.0.8 direct :11 > base"]
        );
    }
}
