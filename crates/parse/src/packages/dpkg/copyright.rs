//! The licences that `usr/share/doc/PACKAGE/copyright` names.
//!
//! # Source
//! Machine-readable debian/copyright 1.0 (DEP-5), "License"; Debian Policy 12.5 for the folder of common licences.

use std::collections::BTreeSet;

use sekimori_model::Licence;

use crate::licence;
use crate::packages::control::{fields, stanzas};
use crate::packages::{About, Found, Input};

const COMMON: &str = "/usr/share/common-licenses/";

/// Words, in lower case, of texts that are not those of the GNU family: where one stands in a free text, what it points at is
/// not the licence of the whole package.
const OTHERS: &[&str] = &[
    "permission is hereby granted",
    "permission to use, copy",
    "redistribution and use in source",
    "redistributions of source code",
    "license agreement",
    "licence agreement",
    "public domain",
    "mit licen",
    "bsd licen",
    "apache licen",
    "artistic licen",
    "mozilla public",
    "expat",
];

/// Short names of Debian that SPDX spells otherwise. Those of the GNU family are worked out.
const SPELLINGS: &[(&str, &str)] = &[
    ("apache-2", "Apache-2.0"),
    ("artistic", "Artistic-1.0-Perl"),
    ("artistic-1", "Artistic-1.0"),
    ("artistic-2", "Artistic-2.0"),
    ("bsd", "BSD-3-Clause"),
    ("bsd-2-clauses", "BSD-2-Clause"),
    ("bsd-3-clauses", "BSD-3-Clause"),
    ("bsd-4-clauses", "BSD-4-Clause"),
    ("bsd-2", "BSD-2-Clause"),
    ("bsd-3", "BSD-3-Clause"),
    ("bsd-4", "BSD-4-Clause"),
    ("bsd-2clause", "BSD-2-Clause"),
    ("bsd-3clause", "BSD-3-Clause"),
    ("cc0", "CC0-1.0"),
    ("expat", "MIT"),
    ("mit/x11", "MIT"),
    ("mpl-1.1", "MPL-1.1"),
    ("mpl-2", "MPL-2.0"),
    ("psf", "PSF-2.0"),
    ("psf-2", "PSF-2.0"),
    ("python", "Python-2.0"),
    ("zlib/libpng", "Zlib"),
];

pub(super) fn read(input: &Input<'_>, found: &mut Found) {
    let Some(package) = input.path.rsplit('/').nth(1).filter(|name| !name.is_empty()) else { return };
    let text = String::from_utf8_lossy(input.bytes);
    let names = if is_machine_readable(&text) { declared(&text) } else { common(&text) };
    let licence = licence::all_of(names.iter().filter_map(|name| licence::read(name)));
    if licence.is_some() {
        found.about.push(About { package: package.into(), licence, files: Vec::new() });
    }
}

fn is_machine_readable(text: &str) -> bool {
    let first = stanzas(text).next().map_or("", |(_, stanza)| stanza);
    let is_format = |name: &str| name.eq_ignore_ascii_case("Format") || name == "Format-Specification";
    fields(first).any(|(name, _)| is_format(name))
}

/// Collects the short names of stanzas that speak of files; those that only hold the text of a licence name none anew.
fn declared(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, stanza) in stanzas(text) {
        let is_of_files = fields(stanza).any(|(name, _)| matches!(name, "Files" | "Format"));
        let licences = fields(stanza).filter(|(name, _)| is_of_files && *name == "License");
        for (_, value) in licences {
            let short = value.lines().next().unwrap_or_default().trim();
            if licence::read(short).is_some() {
                names.insert(expression(short));
            }
        }
    }
    names
}

/// Collects the texts in the folder of common licences that a free text points at. Where it speaks of later versions, they
/// are meant for all of the GNU family. None where the text holds other licences, or speaks of the packaging first.
fn common(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    // What is in the folder of common licences may well be named by its words.
    let points_at = |of: &str| words.contains(&format!("{COMMON}{of}").to_ascii_lowercase());
    let is_told = |other: &str| match other.split(' ').next() {
        Some("apache" | "artistic") => other.split(' ').next().is_some_and(points_at),
        Some("bsd" | "redistribution" | "redistributions") => points_at("BSD"),
        Some("mozilla") => points_at("MPL"),
        _ => false,
    };
    let first = words.find(COMMON).unwrap_or(words.len());
    let is_of_packaging = words.find("packaging").is_some_and(|at| at < first);
    if is_of_packaging || OTHERS.iter().any(|other| words.contains(other) && !is_told(other)) {
        return names;
    }
    let next = text.split_whitespace().skip(1);
    let is_later =
        text.split_whitespace().zip(next).any(|(word, next)| word == "later" && next.starts_with("version"));
    for (at, _) in text.match_indices(COMMON) {
        let rest = text.get(at.saturating_add(COMMON.len())..).unwrap_or_default();
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.');
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default().trim_end_matches('.');
        if !name.is_empty() {
            let version = name.ends_with(|letter: char| letter.is_ascii_digit());
            names.insert(if is_later && version { later(name) } else { spelling(name) });
        }
    }
    names
}

/// Returns a name of the GNU family with its later versions, any other as it is.
fn later(name: &str) -> String {
    let id = spelling(name);
    id.strip_suffix("-only").map_or_else(|| id.clone(), |id| format!("{id}-or-later"))
}

/// Writes a short name as an SPDX expression: `GPL-2+ or Expat`. One that SPDX does not know is a reference to its own text.
fn expression(short: &str) -> String {
    // DEP-5 has no parentheses, so that nobody knows what they mean here.
    if short.contains(['(', ')']) {
        return short.to_owned();
    }
    let mut words = Vec::new();
    let mut name = Vec::new();
    let spaced = short.replace(',', " , ");
    let mut rest = spaced.split_whitespace().peekable();
    while let Some(word) = rest.next() {
        let operator = match word.to_ascii_lowercase().as_str() {
            "or" if rest.peek().is_some_and(|next| next.eq_ignore_ascii_case("later")) => None,
            "or" => Some("OR"),
            "and" | "and/or" => Some("AND"),
            // A comma before `and` or `or` holds together what stands before it: `A or B, and C`.
            "," if rest.peek().is_some_and(|next| matches!(*next, "and" | "or")) => {
                words.extend(term(&std::mem::take(&mut name)));
                if words.len() > 1 {
                    words = vec![format!("({})", words.join(" "))];
                }
                continue;
            }
            // A list does not say how it holds together.
            "," => return short.to_owned(),
            _ => None,
        };
        let Some(operator) = operator else {
            name.push(word);
            continue;
        };
        words.extend(term(&std::mem::take(&mut name)));
        words.push(operator.to_owned());
    }
    words.extend(term(&name));
    words.join(" ")
}

/// Writes one licence, with an exception or without.
fn term(words: &[&str]) -> Option<String> {
    let mut parts = words.splitn(2, |word| word.eq_ignore_ascii_case("with"));
    let name = match parts.next()? {
        [] => return None,
        [one] => spelling(one),
        many => many.join(" "),
    };
    let text = parts.next().map_or_else(|| name.clone(), |of| format!("{name} WITH {}", exception(of)));
    Some(match licence::read(&text) {
        Some(Licence::Expression(known)) if known.contains(" OR ") || known.contains(" AND ") => {
            format!("({known})")
        }
        Some(Licence::Expression(known)) => known.to_string(),
        _ => reference(words),
    })
}

/// Returns the reference of SPDX (2.3, section 10.1) to a licence that has only a name.
fn reference(words: &[&str]) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let name = words.join("-").chars().map(|c| if is_part(c) { c } else { '-' }).collect::<String>();
    format!("LicenseRef-{name}")
}

/// Returns the identifier of an exception: `OpenSSL exception` of the GPL, say.
fn exception(words: &[&str]) -> String {
    let name = words.join("-");
    let lower = name.to_ascii_lowercase();
    let known = [
        ("autoconf", "Autoconf-exception-2.0"),
        ("bison", "Bison-exception-2.2"),
        ("classpath", "Classpath-exception-2.0"),
        ("font", "Font-exception-2.0"),
        ("gcc", "GCC-exception-3.1"),
        ("libtool", "Libtool-exception"),
        ("openssl", "openvpn-openssl-exception"),
    ];
    known.into_iter().find(|(word, _)| lower.starts_with(word)).map_or(name, |(_, id)| id.to_owned())
}

/// Returns the SPDX identifier of one name, or the name where it is not known.
fn spelling(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    for family in ["AGPL", "GFDL", "LGPL", "GPL"] {
        let version = lower.strip_prefix(&family.to_ascii_lowercase());
        if let Some(id) = version.and_then(|version| gnu(family, version)) {
            return id;
        }
    }
    let known = SPELLINGS.iter().find(|(debian, _)| *debian == lower);
    known.map_or_else(|| name.to_owned(), |(_, id)| (*id).to_owned())
}

/// Returns the identifier of a licence of the GNU family by what follows its name: `-2`, `-2.1+`, `v3`, nothing.
fn gnu(family: &str, version: &str) -> Option<String> {
    // What says that no section is invariant.
    let (version, kind) = match version.strip_prefix("-niv") {
        Some(version) => (version, "-no-invariants"),
        None => (version, ""),
    };
    let version = version.trim_start_matches(['-', 'v']);
    let (version, suffix) = match version.strip_suffix('+') {
        Some(version) => (version, "or-later"),
        None => (version, "only"),
    };
    let version = match (version, family) {
        // Without a version any will do.
        ("", "LGPL") => return Some("LGPL-2.0-or-later".to_owned()),
        ("", "GPL") => return Some("GPL-1.0-or-later".to_owned()),
        ("1" | "2" | "3", _) => format!("{version}.0"),
        ("1.0" | "1.1" | "1.2" | "1.3" | "2.0" | "2.1" | "3.0", _) => version.to_owned(),
        _ => return None,
    };
    Some(format!("{family}-{version}{kind}-{suffix}"))
}
