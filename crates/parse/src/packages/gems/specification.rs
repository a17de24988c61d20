//! A gem's specification, as `RubyGems` writes it where it installs one: Ruby, of which only plain texts are read.

use sekimori_model::Package;

use super::purl;
use crate::packages::{Bounds, Elsewhere, Found, Input};
use crate::{Failure, licence};

/// Needs and licences of one gem that are taken.
const MOST: usize = 500;

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(input.bytes);
    let (mut name, mut version, mut platform) = ("", "", "");
    let mut licences = Vec::new();
    let mut needs = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        // `# stub: NAME VERSION PLATFORM PATHS`, for those who will not run Ruby.
        if let Some(stub) = line.strip_prefix("# stub: ") {
            let mut words = stub.split_ascii_whitespace();
            (name, version, platform) = (
                words.next().unwrap_or(name),
                words.next().unwrap_or(version),
                words.next().unwrap_or(platform),
            );
            continue;
        }
        let Some((_, statement)) = line.split_once('.').filter(|_| !line.starts_with('#')) else { continue };
        let first = || texts(statement).next();
        let is_set = |key: &str| {
            let rest = statement.strip_prefix(key).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("=="))
        };
        if is_set("name") && name.is_empty() {
            name = first().unwrap_or_default();
        } else if is_set("version") && version.is_empty() {
            version = first().unwrap_or_default();
        } else if is_set("platform") && platform.is_empty() {
            platform = first().unwrap_or_default();
        } else if is_set("license") || is_set("licenses") {
            licences.extend(texts(statement).take(MOST).filter_map(licence::read));
        } else if statement.starts_with("add_runtime_dependency") || statement.starts_with("add_dependency") {
            needs.extend(first().filter(|_| needs.len() < MOST));
        }
    }
    if name.is_empty() {
        // Some are made by hand; the file is called `NAME-VERSION.gemspec`.
        let stem = input.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".gemspec");
        (name, version) = stem.rsplit_once('-').unwrap_or((stem, version));
    }
    if name.is_empty() {
        return Ok(());
    }
    let mut package = Package::new(purl(name, version, platform), input.path);
    // The guide of RubyGems leaves open what several mean; those who write several mean a choice.
    package.licence = licence::any_of(licences);
    let place = found.push(package, bounds)?;
    needs.sort_unstable();
    needs.dedup();
    found.elsewhere.extend(needs.into_iter().map(|name| Elsewhere { package: place, name: name.into() }));
    Ok(())
}

/// The texts of a line: `"a"`, `'a'`, `%q<a>`. What is put together of parts is left out.
fn texts(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(['"', '\'', '%'])?;
            let from = rest.get(start..)?;
            let (opened, end) = match from {
                _ if from.starts_with("%q<") => (3, '>'),
                _ if from.starts_with('"') => (1, '"'),
                _ if from.starts_with('\'') => (1, '\''),
                _ => {
                    rest = from.get(1..)?;
                    continue;
                }
            };
            let inner = from.get(opened..)?;
            let length = inner.find(end)?;
            let text = inner.get(..length)?;
            rest = inner.get(length.saturating_add(1)..)?;
            if !text.contains("#{") && text.len() <= 300 {
                return Some(text);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use sekimori_model::Licence;

    use crate::packages::trial::{installed, told};

    #[test]
    fn an_installed_gem_is_read() {
        let text = "# -*- encoding: utf-8 -*-\n# stub: net-http 0.3.2 ruby lib\n\nGem::Specification.new do |s|\n  s.name = \"net-http\".freeze\n  \
                    s.version = \"0.3.2\"\n  s.licenses = [\"Ruby\".freeze, \"BSD-2-Clause\".freeze]\n  s.add_runtime_dependency(%q<uri>.freeze, [\">= 0\"])\n  \
                    s.add_development_dependency(%q<rake>.freeze, [\">= 0\"])\nend\n";
        let found = installed("usr/lib/ruby/gems/3.1.0/specifications/default/net-http-0.3.2.gemspec", text);
        assert_eq!(told(&found), ["pkg:gem/net-http@0.3.2"]);
        assert_eq!(found.packages[0].licence.as_ref().map(Licence::text), Some("Ruby OR BSD-2-Clause"));
        assert_eq!(found.elsewhere.iter().map(|need| &*need.name).collect::<Vec<_>>(), ["uri"]);
        let by_hand =
            "Gem::Specification.new do |spec|\n  spec.name = 'a-b'\n  spec.version = \"1.#{x}\"\nend";
        assert_eq!(told(&installed("gems/specifications/a-b-2.gemspec", by_hand)), ["pkg:gem/a-b"]);
        assert!(installed("src/a.gemspec", text).packages.is_empty());
    }
}
