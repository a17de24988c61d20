//! `yarn.lock` of the first version: blocks whose lines are indented, in a format of its own.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use sekimori_model::Package;

use super::mark;
use crate::Failure;
use crate::packages::npm::{self, Source, split_at_version};
use crate::packages::{Bounds, Found, Input, digest};

/// One block: what is asked for, and what that gives.
#[derive(Default)]
struct Block<'t> {
    asked: Vec<Cow<'t, str>>,
    line: u32,
    version: Cow<'t, str>,
    resolved: Cow<'t, str>,
    integrity: Cow<'t, str>,
    needs: Vec<(Cow<'t, str>, Cow<'t, str>)>,
}

pub(super) fn read(text: &str, input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let path: Arc<str> = input.path.into();
    let first = u32::try_from(found.packages.len()).unwrap_or(u32::MAX);
    let blocks = blocks(text, bounds);
    let mut by_asked: HashMap<&str, u32> = HashMap::new();
    let mut placed = Vec::with_capacity(blocks.len());
    for block in &blocks {
        let place = package(block, &path).map(|package| found.push(package, bounds)).transpose()?;
        if let Some(place) = place {
            by_asked.extend(block.asked.iter().map(|asked| (asked.as_ref(), place)));
        }
        placed.push(place);
    }
    let resolve = |name: &str, range: &str| by_asked.get(format!("{name}@{range}").as_str()).copied();
    let mut left = bounds.needs;
    for (block, place) in blocks.iter().zip(&placed) {
        let Some(place) = *place else { continue };
        let needs = block.needs.iter().filter_map(|(name, range)| resolve(name, range));
        found.link(place, needs.collect(), &mut left)?;
    }
    mark(input, first, &resolve, found)
}

fn package(block: &Block<'_>, path: &Arc<str>) -> Option<Package> {
    let (name, range) = split_at_version(block.asked.first()?)?;
    let name = range.strip_prefix("npm:").and_then(split_at_version).map_or(name, |(real, _)| real);
    if block.version.is_empty() {
        return None;
    }
    let source = match Source::of(&block.resolved) {
        // What has no URL is a folder of the project where the range says so.
        Source::Registry if matches!(Source::of(range), Source::Local) => return None,
        Source::Local => return None,
        source => source,
    };
    let mut package = Package::new(source.qualify(npm::purl(name, &block.version)), Arc::clone(path));
    package.found_in.line = Some(block.line);
    package.digests = digest::of_integrity(&block.integrity);
    if package.digests.is_empty()
        && let (Source::Registry | Source::Archive(_), Some((_, hex))) =
            (&source, block.resolved.split_once('#'))
    {
        package.digests.extend(digest::of_hex("sha1", hex));
    }
    Some(package)
}

fn blocks<'t>(text: &'t str, bounds: &Bounds) -> Vec<Block<'t>> {
    let mut all: Vec<Block<'t>> = Vec::new();
    let mut lists_needs = false;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let written = line.trim_start_matches(' ');
        let indent = line.len().saturating_sub(written.len());
        if written.is_empty() || written.starts_with('#') {
            continue;
        }
        if indent == 0 {
            // One too many is noticed where they are pushed.
            if all.len() > bounds.packages {
                break;
            }
            all.push(Block { asked: asked(written), line: number, ..Block::default() });
            lists_needs = false;
            continue;
        }
        let Some(block) = all.last_mut() else { continue };
        if indent == 2
            && let Some(section) = written.trim_end().strip_suffix(':')
        {
            lists_needs = matches!(section, "dependencies" | "optionalDependencies");
            continue;
        }
        let Some((key, rest)) = word(written) else { continue };
        let value = word(rest.trim_start()).map(|(value, _)| value).unwrap_or_default();
        match key.as_ref() {
            _ if indent > 2 && lists_needs => block.needs.push((key, value)),
            _ if indent > 2 => {}
            "version" => block.version = value,
            "resolved" => block.resolved = value,
            "integrity" => block.integrity = value,
            _ => {}
        }
    }
    all
}

/// What a block is asked for by: `NAME@RANGE`, several with commas between them.
fn asked(line: &str) -> Vec<Cow<'_, str>> {
    let mut all = Vec::new();
    let mut rest = line.trim_end().trim_end_matches(':');
    while let Some((one, behind)) = word(rest) {
        all.push(one);
        rest = behind.trim_start().trim_start_matches(',').trim_start();
    }
    all
}

/// The first word and what is behind it: in quotes as JSON has them, or up to a blank or a comma.
fn word(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', ',']).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end)?;
        return (!word.is_empty()).then_some((Cow::Borrowed(word), rest));
    };
    let mut escaped = false;
    let end = quoted.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let (word, rest) = (quoted.get(..end)?, quoted.get(end.checked_add(1)?..)?);
    if word.contains('\\') {
        let whole = text.get(..end.checked_add(2)?)?;
        return serde_json::from_str::<String>(whole).ok().map(|word| (Cow::Owned(word), rest));
    }
    Some((Cow::Borrowed(word), rest))
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{beside, declared, told};

    const LOCK: &str = r#"# yarn lockfile v1


"@a/b@^1.0.0", "@a/b@~1.2":
  version "1.2.3"
  resolved "https://registry.example/@a/b/-/b-1.2.3.tgz#da39a3ee5e6b4b0d3255bfef95601890afd80709"
  dependencies:
    c "^2.0.0"
    gone "*"
  optionalDependencies:
    "d" ">= 1 < 3"

c@^2.0.0:
  version "2.1.0"
  resolved "https://registry.example/c/-/c-2.1.0.tgz"
  integrity sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=
  dependencies:
    "@a/b" "~1.2"

"d@>= 1 < 3":
  version "1.0.0"

"alias@npm:real@^3":
  version "3.0.0"

"g@git+https://u:p@git.example/g.git":
  version "0.1.0"
  resolved "git+https://u:p@git.example/g.git#c0ffee"

"here@file:./here":
  version "0.0.0"
"#;

    #[test]
    fn blocks_are_read_and_linked_by_what_is_asked_for() {
        let found = declared("yarn.lock", LOCK);
        assert_eq!(
            told(&found),
            [
                "pkg:npm/%40a/b@1.2.3 :4 > c, d",
                "pkg:npm/c@2.1.0 :13 > @a/b",
                "pkg:npm/d@1.0.0 :20",
                "pkg:npm/real@3.0.0 :23",
                "pkg:npm/g@0.1.0?vcs_url=git%2Bhttps://git.example/g.git%40c0ffee :26",
            ]
        );
        assert_eq!(found.packages[0].digests, found.packages[1].digests);
        assert_eq!(found.packages[0].digests.len(), 1);
    }

    #[test]
    fn the_manifest_beside_says_what_is_asked_for() {
        let manifest = r#"{"dependencies": {"d": ">= 1 < 3"}, "devDependencies": {"c": "^2.0.0"}}"#;
        let all = told(&beside("yarn.lock", LOCK, &[("package.json", manifest)]));
        assert_eq!(all[0], "pkg:npm/%40a/b@1.2.3 development indirect :4 > c, d");
        assert_eq!(all[1], "pkg:npm/c@2.1.0 development direct :13 > @a/b");
        assert_eq!(all[2], "pkg:npm/d@1.0.0 direct :20");
        let shared = manifest.replacen('{', r#"{"workspaces": ["a"], "#, 1);
        let all = told(&beside("yarn.lock", LOCK, &[("package.json", &shared)]));
        assert_eq!(all[1], "pkg:npm/c@2.1.0 :13 > @a/b");
        assert_eq!(all[2], "pkg:npm/d@1.0.0 direct :20");
    }

    #[test]
    fn what_is_no_lockfile_gives_nothing() {
        for text in [
            "\"",
            "\"\\\":\n  version",
            "  version 1\n:::\n  x:\n    \"",
            "@:\n  version \"1\"",
            "\"a@\\u\"\n  version 1",
        ] {
            assert!(declared("yarn.lock", text).packages.is_empty(), "{text}");
        }
    }
}
