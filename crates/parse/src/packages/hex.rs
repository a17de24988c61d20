//! Hex: `mix.lock` of Elixir and `rebar.lock` of Erlang.
//!
//! Both are terms of Erlang. They are read as their tools write them: one package a line, texts in their places.
//!
//! # Source
//! hexdocs.pm: `Mix.Tasks.Deps`, "Lock file"; rebar3.org: "Dependencies", "Lock Files".

use std::collections::HashMap;

use sekimori_model::{Package, Purl};

use super::links::Links;
use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, origin};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[
    Reader { id: "mix-lock", sort: Sort::Declared, files: &[FileName::Named("mix.lock")], read: read_mix },
    Reader {
        id: "rebar-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("rebar.lock")],
        read: read_rebar,
    },
];

/// Texts of one package that are looked at: more than there are in the longest entry seen, of 60 dependencies.
const MOST: usize = 2_000;

fn purl(name: &str, version: &str) -> Purl {
    Purl::new("hex", name.to_ascii_lowercase(), version)
}

/// `"KEY": {:hex, :NAME, "VERSION", "DIGEST", [:mix], [{:DEPENDENCY, "~> 1.0", […]}], "hexpm", "DIGEST"},`
fn read_mix(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let mut links = Links::new(bounds);
    let mut wanted: Vec<(u32, Vec<&str>)> = Vec::new();
    for (number, line) in (1_u32..).zip(text.text.lines()) {
        let Some((key, rest)) = line.trim().split_once(": {") else { continue };
        let key = key.trim_matches('"');
        let texts: Vec<&str> = rest.split('"').skip(1).step_by(2).take(MOST).collect();
        let mut package = if let Some(hex) = rest.strip_prefix(":hex, :") {
            let name = hex.split(',').next().unwrap_or(key).trim_matches('"');
            let Some(version) = texts.iter().find(|text| text.starts_with(|c: char| c.is_ascii_digit()))
            else {
                continue;
            };
            Package::new(purl(name, version), input.path)
        } else if rest.starts_with(":git") {
            let (Some(url), commit) = (texts.first(), texts.get(1).copied().unwrap_or_default()) else {
                continue;
            };
            Package::new(purl(key, commit).with("vcs_url", origin::of_git(url, commit)), input.path)
        } else {
            continue;
        };
        package.found_in.line = Some(number);
        // The last text is the digest of the archive; the first one is of what is in it.
        package.digests.extend(texts.last().and_then(|text| digest::of_hex("sha256", text)));
        let place = found.push(package, bounds)?;
        links.offer(key, place);
        let needs = rest.split("{:").skip(1).take(MOST).filter_map(|part| part.split([',', '}']).next());
        wanted.push((place, needs.map(|need| need.trim_matches('"')).collect()));
    }
    for (place, needs) in wanted {
        links.link(found, place, needs)?;
    }
    Ok(())
}

/// `{<<"KEY">>,{pkg,<<"NAME">>,<<"VERSION">>},LEVEL}`, and digests behind: `{<<"KEY">>, <<"DIGEST">>}`.
fn read_rebar(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let bare: String = text.text.chars().filter(|c| !c.is_whitespace()).collect();
    let (packages, rest) = bare.split_once("{pkg_hash,").unwrap_or((&bare, ""));
    // The outer digests are those of the archives.
    let sums = rest.split_once("{pkg_hash_ext,").map(|(_, sums)| sums).unwrap_or_default();
    let sums: HashMap<&str, &str> = sums
        .split("{<<\"")
        .skip(1)
        .filter_map(|entry| {
            let (key, rest) = entry.split_once("\">>,<<\"")?;
            Some((key, rest.split_once("\">>")?.0))
        })
        .collect();
    for entry in packages.split("{<<\"").skip(1) {
        let Some((key, rest)) = entry.split_once("\">>,{") else { continue };
        let texts: Vec<&str> =
            rest.split("<<\"").skip(1).take(4).filter_map(|part| part.split("\">>").next()).collect();
        let mut package = match (rest.split_once(',').map(|(kind, _)| kind), texts.as_slice()) {
            (Some("pkg"), [name, version, ..]) => Package::new(purl(name, version), input.path),
            (Some("git"), commits) => {
                let url = rest.split('"').nth(1).unwrap_or_default();
                let commit = commits.first().copied().or_else(|| rest.split('"').nth(3)).unwrap_or_default();
                Package::new(purl(key, commit).with("vcs_url", origin::of_git(url, commit)), input.path)
            }
            _ => continue,
        };
        let level = rest.trim_end_matches(['}', ',', ']', '.', '[', '{']).rsplit_once("},");
        let level = level.and_then(|(_, level)| level.parse::<u32>().ok());
        package.is_direct = level.map(|level| level == 0);
        package.digests.extend(sums.get(key).and_then(|sum| digest::of_hex("sha256", sum)));
        found.push(package, bounds)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn the_lockfile_of_mix_is_read() {
        let (inner, outer) = ("ab".repeat(32), "cd".repeat(32));
        let text = format!(
            "%{{\n  \"plug\": {{:hex, :plug, \"1.14.2\", \"{inner}\", [:mix], [{{:mime, \"~> 1.0 or ~> 2.0\", [hex: :mime, repo: \"hexpm\", optional: false]}}], \"hexpm\", \"{outer}\"}},\n  \
             \"mime\": {{:hex, :mime, \"2.0.5\", \"{inner}\", [:mix], [], \"hexpm\", \"{outer}\"}},\n  \
             \"own\": {{:git, \"https://git.example/own.git\", \"c0ffee\", []}},\n}}\n"
        );
        let found = declared("mix.lock", &text);
        assert_eq!(
            told(&found),
            [
                "pkg:hex/plug@1.14.2 :2 > mime",
                "pkg:hex/mime@2.0.5 :3",
                "pkg:hex/own@c0ffee?vcs_url=git%2Bhttps://git.example/own.git%40c0ffee :4",
            ]
        );
        assert_eq!(found.packages[0].digests.first().map(|digest| &*digest.value), Some(&*outer));
    }

    #[test]
    fn the_lockfile_of_rebar_is_read() {
        let sum = "AB".repeat(32);
        let text = format!(
            "{{\"1.2.0\",\n[{{<<\"cowboy\">>,{{pkg,<<\"cowboy\">>,<<\"2.9.0\">>}},0}},\n {{<<\"own\">>,\n  {{git,\"https://git.example/own.git\",\n {{ref,\"c0ffee\"}}}},\n  1}}]}}.\n\
             [\n{{pkg_hash,[\n {{<<\"cowboy\">>, <<\"00\">>}}]}},\n{{pkg_hash_ext,[\n {{<<\"cowboy\">>, <<\"{sum}\">>}}]}}\n].\n"
        );
        let found = declared("rebar.lock", &text);
        assert_eq!(
            told(&found),
            [
                "pkg:hex/cowboy@2.9.0 direct",
                "pkg:hex/own@c0ffee?vcs_url=git%2Bhttps://git.example/own.git%40c0ffee indirect"
            ]
        );
        assert_eq!(found.packages[0].digests.len(), 1);
    }
}
