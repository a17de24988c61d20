//! Bun: `bun.lock`, JSON with commas behind last items. Its older form, `bun.lockb`, is binary and named as not analysed.
//!
//! # Source
//! bun.com, "Lockfile"; the text format of version 1.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use sekimori_model::{NotAnalysed, Package, Scope};
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::lax::{Table, Word};
use super::lines::Lines;
use super::npm::{self, Source, split_at_version};
use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, document, reach};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[
    Reader { id: "bun-lock", sort: Sort::Declared, files: &[FileName::Named("bun.lock")], read },
    Reader {
        id: "bun-lock-binary",
        sort: Sort::Declared,
        files: &[FileName::Named("bun.lockb")],
        read: name_binary,
    },
];

#[derive(Deserialize)]
struct Lock<'t> {
    #[serde(borrow, default)]
    workspaces: Table<'t, Wants<'t>>,
    #[serde(borrow, default)]
    packages: Table<'t, Locked<'t>>,
}

/// What a package or a member of the project asks for.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Wants<'t> {
    #[serde(borrow)]
    dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    optional_dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    dev_dependencies: Table<'t, Word<'t>>,
    #[serde(borrow)]
    peer_dependencies: Table<'t, Word<'t>>,
}

/// A package: `["NAME@VERSION", ..., {what it asks for}, ..., "INTEGRITY"]`, where what comes from no registry leaves
/// some of it out.
#[derive(Default)]
struct Locked<'t> {
    what: Word<'t>,
    wants: Wants<'t>,
    integrity: Word<'t>,
}

/// One item of that.
enum Item<'t> {
    Text(Word<'t>),
    Wants(Wants<'t>),
}

impl<'de: 't, 't> Deserialize<'de> for Locked<'t> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = Locked<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Locked<'de>, A::Error> {
                let mut locked =
                    Locked { what: all.next_element()?.unwrap_or_default(), ..Locked::default() };
                for _ in 0..4 {
                    match all.next_element()? {
                        None => return Ok(locked),
                        Some(Item::Text(word)) => locked.integrity = word,
                        Some(Item::Wants(wants)) => locked.wants = wants,
                    }
                }
                while all.next_element::<IgnoredAny>()?.is_some() {}
                Ok(locked)
            }
        }
        from.deserialize_seq(Items)
    }
}

impl<'de: 't, 't> Deserialize<'de> for Item<'t> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Item<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an object")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Word(Some(text.into()))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Word(Some(text.to_owned().into()))))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Item<'de>, A::Error> {
                Wants::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Item::Wants)
            }
        }
        from.deserialize_any(Either)
    }
}

fn name_binary(input: &Input<'_>, _: &Bounds, _: &mut Found) -> Result<(), Failure> {
    if (input.beside)("bun.lock").is_some() {
        return Ok(());
    }
    Err(Failure::of_file(
        NotAnalysed::NotText,
        "a binary lockfile: `bun install --save-text-lockfile` writes a text",
    ))
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let plain = without_commas(&text.text);
    let lock: Lock<'_> = document::json(&plain)?;
    let path: Arc<str> = input.path.into();
    let first = u32::try_from(found.packages.len()).unwrap_or(u32::MAX);
    let mut lines = Lines::new(&plain);
    let mut places: HashMap<&str, u32> = HashMap::new();
    for (key, locked) in lock.packages.iter() {
        let Some(mut package) = package(locked, &path) else { continue };
        package.found_in.line = lines.of_part(key);
        places.insert(key, found.push(package, bounds)?);
    }
    let mut left = bounds.needs;
    for (key, locked) in lock.packages.iter() {
        let Some(place) = places.get(key) else { continue };
        let wants = &locked.wants;
        let names = wants.dependencies.keys().chain(wants.optional_dependencies.keys());
        let names = names.chain(wants.peer_dependencies.keys()).take(left);
        let needs = names.filter_map(|name| resolve(key, name, &places, bounds)).collect();
        found.link(*place, needs, &mut left)?;
    }
    let mut roots = Vec::new();
    for (_, member) in lock.workspaces.iter() {
        let groups = [
            (&member.dependencies, Scope::Runtime),
            (&member.optional_dependencies, Scope::Optional),
            (&member.dev_dependencies, Scope::Development),
        ];
        for (group, scope) in groups {
            roots.extend(group.keys().filter_map(|name| places.get(name)).map(|place| (*place, scope)));
        }
    }
    for package in found.packages.iter_mut().skip(usize::try_from(first).unwrap_or(usize::MAX)) {
        package.is_direct = Some(false);
    }
    for (place, _) in &roots {
        if let Some(package) = found.at(*place) {
            package.is_direct = Some(true);
        }
    }
    reach::mark(&mut found.packages, first, &roots);
    lock.packages.whole()
}

fn package(locked: &Locked<'_>, path: &Arc<str>) -> Option<Package> {
    let (name, version) = split_at_version(locked.what.filled()?)?;
    let source = Source::of(version);
    let version = match &source {
        Source::Local => return None,
        Source::Git { commit, .. } => commit,
        Source::Archive(_) => "",
        Source::Registry => Source::version_of(version, name),
    };
    let mut package = Package::new(source.qualify(npm::purl(name, version)), Arc::clone(path));
    package.digests = digest::of_integrity(locked.integrity.as_str());
    Some(package)
}

/// Longer keys are none of a file system: `PATH_MAX` of Linux.
const LONGEST: usize = 4096;

/// What a package gets when it asks for a name: `KEY/NAME` where it has one of its own, and so on up.
fn resolve(key: &str, name: &str, places: &HashMap<&str, u32>, bounds: &Bounds) -> Option<u32> {
    if key.len().saturating_add(name.len()) > LONGEST {
        return None;
    }
    let mut above = key;
    for _ in 0..bounds.depth {
        if let Some(place) = places.get(format!("{above}/{name}").as_str()) {
            return Some(*place);
        }
        let Some((rest, _)) = above.rsplit_once('/') else { break };
        above = rest;
    }
    places.get(name).copied()
}

/// The text with blanks for the commas behind last items and for comments: JSON, with all in its place.
fn without_commas(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    let mut comma = None;
    let (mut in_text, mut escaped, mut in_comment) = (false, false, false);
    for (at, byte) in text.bytes().enumerate() {
        if in_comment {
            in_comment = byte != b'\n';
            if in_comment && let Some(place) = out.get_mut(at) {
                *place = b' ';
            }
            continue;
        }
        if in_text {
            in_text = byte != b'"' || escaped;
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'"' => (in_text, comma) = (true, None),
            b',' => comma = Some(at),
            b'/' if text.as_bytes().get(at.saturating_add(1)) == Some(&b'/') => {
                in_comment = true;
                if let Some(place) = out.get_mut(at) {
                    *place = b' ';
                }
            }
            b'}' | b']' => {
                if let Some(place) = comma.take().and_then(|comma| out.get_mut(comma)) {
                    *place = b' ';
                }
            }
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => comma = None,
        }
    }
    // Blanks took the places of whole characters: those of comments byte by byte.
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use super::without_commas;
    use crate::packages::trial::{beside, declared, told};

    #[test]
    fn packages_are_read_with_who_needs_them() {
        let lock = r#"{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "app",
      "dependencies": { "@a/b": "^1", "here": "workspace:*", },
      "devDependencies": { "t": "^1", },
    },
    "here": { "name": "here", "optionalDependencies": { "c": "^2" } },
  },
  // a comment, and é
  "packages": {
    "@a/b": ["@a/b@1.2.3", "", { "dependencies": { "c": "^1", "t": "*" }, "bin": { "b": "b.js" } }, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "c": ["c@2.0.0", "", {}, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "@a/b/c": ["c@1.0.0", "", { "peerDependencies": { "t": "*" } }, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="],

    "here": ["here@workspace:here"],

    "t": ["t@1.0.0", "https://registry.example/t-1.0.0.tgz", {}, ""],

    "g": ["g@git+https://u:p@git.example/g.git#c0ffee", {}, "g-c0ffee"],
  }
}
"#;
        let found = declared("bun.lock", lock);
        assert_eq!(
            told(&found),
            [
                "pkg:npm/%40a/b@1.2.3 direct :13 > c, t",
                "pkg:npm/c@2.0.0 optional direct :15",
                "pkg:npm/c@1.0.0 indirect :17 > t",
                "pkg:npm/t@1.0.0 direct :21",
                "pkg:npm/g@c0ffee?vcs_url=git%2Bhttps://git.example/g.git%40c0ffee indirect :23",
            ]
        );
        assert_eq!(
            (found.packages[0].needs.as_slice(), found.packages[0].digests.len()),
            ([2, 3].as_slice(), 1)
        );
        assert!(found.problems.is_empty());
    }

    #[test]
    fn only_commas_behind_last_items_go() {
        assert_eq!(without_commas("[1,2, ] // ,é"), "[1,2  ]       ");
        assert_eq!(without_commas(r#"{"a,}\",]": [","],}"#), r#"{"a,}\",]": [","] }"#);
        assert_eq!(without_commas("[1,\n // x\n]"), "[1 \n     \n]");
    }

    #[test]
    fn the_binary_form_is_named_unless_the_text_lies_beside() {
        let problems = |others: &[(&str, &str)]| beside("bun.lockb", "#!", others).problems;
        assert_eq!(problems(&[])[0].reason, NotAnalysed::NotText);
        assert!(problems(&[("bun.lock", "{}")]).is_empty());
    }
}
