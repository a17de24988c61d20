//! What single licences are called.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use spdx::License;
use spdx::flags::IS_DEPRECATED;
use spdx::identifiers::{EXCEPTIONS, LICENSES};

/// Names that the list of SPDX does not have, and what they mean. Several say less than an identifier does: a licence of
/// the GNU family without version is any of its versions. What several licences are called by, as "BSD", is none of them.
const ALSO: &[(&str, &str)] = &[
    ("AGPL 3", "AGPL-3.0-only"),
    ("Apache", "Apache-2.0"),
    ("ASL", "Apache-2.0"),
    ("ASL 1.1", "Apache-1.1"),
    ("ASL 2", "Apache-2.0"),
    ("AL 2", "Apache-2.0"),
    ("Artistic", "Artistic-1.0"),
    ("Artistic 2", "Artistic-2.0"),
    ("GPL+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl"),
    ("perl", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
    ("perl 5", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
    ("Boost", "BSL-1.0"),
    ("Bouncy Castle", "MIT"),
    ("BSD 2", "BSD-2-Clause"),
    ("BSD 3", "BSD-3-Clause"),
    ("BSD 4", "BSD-4-Clause"),
    ("2-Clause BSD", "BSD-2-Clause"),
    ("3-Clause BSD", "BSD-3-Clause"),
    ("4-Clause BSD", "BSD-4-Clause"),
    ("BSD 2 Clause Simplified", "BSD-2-Clause"),
    ("Simplified BSD", "BSD-2-Clause"),
    ("FreeBSD", "BSD-2-Clause"),
    ("New BSD", "BSD-3-Clause"),
    ("Modified BSD", "BSD-3-Clause"),
    ("Revised BSD", "BSD-3-Clause"),
    ("BSD New", "BSD-3-Clause"),
    ("BSD with advertising", "BSD-4-Clause"),
    ("Original BSD", "BSD-4-Clause"),
    ("CC0", "CC0-1.0"),
    ("CC0 1.0 Universal", "CC0-1.0"),
    ("CC0 1.0 Universal Public Domain Dedication", "CC0-1.0"),
    ("Public Domain, per Creative Commons CC0", "CC0-1.0"),
    ("CDDL", "CDDL-1.0"),
    ("CDDL + GPLv2 with classpath exception", "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0"),
    ("CDDL/GPLv2+CE", "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0"),
    ("CDDL and GPL 1.1", "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0"),
    ("GPL2 w/ CPE", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("EDL 1.0", "BSD-3-Clause"),
    ("Eclipse Distribution License 1.0", "BSD-3-Clause"),
    ("Expat", "MIT"),
    ("GPL", "GPL-1.0-or-later"),
    ("GPL+", "GPL-1.0-or-later"),
    ("LGPL", "LGPL-2.0-or-later"),
    ("LGPL+", "LGPL-2.0-or-later"),
    ("Go", "BSD-3-Clause"),
    ("ISCL", "ISC"),
    ("JSON", "JSON"),
    ("MIT X11", "MIT"),
    ("X11 MIT", "MIT"),
    ("PSF", "PSF-2.0"),
    ("PSFL", "PSF-2.0"),
    ("Python", "PSF-2.0"),
    ("Python Software Foundation", "PSF-2.0"),
    ("PHP", "PHP-3.01"),
    ("Ruby", "Ruby"),
    ("Unlicense", "Unlicense"),
    ("UPL", "UPL-1.0"),
    ("Universal Permissive", "UPL-1.0"),
    ("WTFPL 2", "WTFPL"),
    ("Do What The Fuck You Want To Public", "WTFPL"),
    ("zlib libpng", "Zlib"),
    ("zlib/png", "Zlib"),
    ("ZPL 2.1", "ZPL-2.1"),
    ("Zope Public", "ZPL-2.1"),
];

/// Where a licence stands, without scheme and `www.`, in lower case; what follows may be an ending or nothing.
const PLACES: &[(&str, &str)] = &[
    ("apache.org/licenses/license-1.1", "Apache-1.1"),
    ("apache.org/licenses/license-2.0", "Apache-2.0"),
    ("eclipse.org/legal/epl-2.0", "EPL-2.0"),
    ("eclipse.org/legal/epl-v10", "EPL-1.0"),
    ("eclipse.org/legal/epl-v20", "EPL-2.0"),
    ("eclipse.org/org/documents/edl-v10", "BSD-3-Clause"),
    ("gnu.org/licenses/agpl-3.0", "AGPL-3.0-only"),
    ("gnu.org/licenses/gpl-2.0", "GPL-2.0-only"),
    ("gnu.org/licenses/gpl-3.0", "GPL-3.0-only"),
    ("gnu.org/licenses/lgpl-2.1", "LGPL-2.1-only"),
    ("gnu.org/licenses/lgpl-3.0", "LGPL-3.0-only"),
    ("gnu.org/licenses/old-licenses/gpl-2.0", "GPL-2.0-only"),
    ("gnu.org/licenses/old-licenses/lgpl-2.1", "LGPL-2.1-only"),
    ("mozilla.org/mpl/2.0", "MPL-2.0"),
    ("unlicense.org", "Unlicense"),
];

/// Pages of which the last part is an identifier.
const LISTS: &[&str] = &[
    "opensource.org/licenses/",
    "opensource.org/license/",
    "spdx.org/licenses/",
    concat!("licenses.nu", "get.org/"),
];

/// Tells whether the word before it, `or`, belongs to a version: `GPL 2 or later`.
pub(super) fn is_later(word: &str) -> bool {
    ["later", "newer", "any", "greater"].iter().any(|later| word.eq_ignore_ascii_case(later))
}

/// Finds the licence that a text as a whole names.
pub(super) fn of(text: &str) -> Option<&'static str> {
    if let Some(known) =
        LICENSES.binary_search_by(|license| license.name.cmp(text)).ok().and_then(|at| LICENSES.get(at))
    {
        return Some(canonical(known.name));
    }
    let (index, key) = (index(), key(text));
    // In a key neither parentheses nor comparisons are left.
    if let Some(found) = index.get(&key).copied().filter(|_| !text.contains(['<', '>', '='])) {
        return Some(found);
    }
    if let Some((_, place)) = text.split_once("://") {
        return of_place(place);
    }
    if text.contains(['<', '>', '=']) {
        return index.get(&self::key(&from_version(text)?)).copied();
    }
    // `Mozilla Public License 2.0 (MPL 2.0)`: either says it.
    let (outer, inner) = text.strip_suffix(')')?.split_once('(')?;
    if inner.contains(['(', ')']) {
        return None;
    }
    let (outer, inner) = (index.get(&self::key(outer)).copied(), index.get(&self::key(inner)).copied());
    // Inside stands the short name of what is outside, which is the more precise of the two; what else stands there makes
    // another licence of it.
    let family = |id: &'static str| id.split('-').next();
    match (outer, inner) {
        (Some(outer), Some(inner)) => (family(outer) == family(inner)).then_some(outer),
        (Some(_), None) => None,
        (None, inner) => inner,
    }
}

/// Rewrites a lowest version as R does them, `GPL (>= 2)` or `GPL >= 2`, as `GPL 2+`.
fn from_version(text: &str) -> Option<String> {
    let (name, version) = text.split_once(">=")?;
    let (name, version) = match name.trim_end().strip_suffix('(') {
        Some(name) => (name, version.trim_end().strip_suffix(')')?),
        None => (name, version),
    };
    let version = version.trim();
    let is_version = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (is_version && !name.contains(['<', '>', '=', '(', ')'])).then(|| format!("{name} {version}+"))
}

/// Finds how a term of an expression is spelled: a licence, with an exception or without.
pub(super) fn of_term(term: &str) -> Option<Cow<'static, str>> {
    if is_reference(term) {
        return Some(Cow::Owned(term.to_owned()));
    }
    if let Some(found) = of(term) {
        return Some(Cow::Borrowed(found));
    }
    let lower = term.to_ascii_lowercase();
    if let Some(at) = lower.find(" with ") {
        let (licence, exception) = (term.get(..at)?, term.get(at.checked_add(6)?..)?.trim());
        let exception = EXCEPTIONS.iter().find(|known| known.name.eq_ignore_ascii_case(exception))?;
        let licence = of(licence.trim()).map(Cow::Borrowed).or_else(|| or_later(licence.trim()))?;
        return (!licence.contains(' ')).then(|| Cow::Owned(format!("{licence} WITH {}", exception.name)));
    }
    or_later(term)
}

/// `Apache-2.0+`: any licence may be followed by a plus.
fn or_later(term: &str) -> Option<Cow<'static, str>> {
    let found = of(term.strip_suffix('+')?.trim_end())?;
    (!found.contains(' ') && !found.contains("GPL")).then(|| Cow::Owned(format!("{found}+")))
}

/// Tells whether a term is a reference to a licence that a document tells the text of.
fn is_reference(term: &str) -> bool {
    let is_id = |id: &str| {
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    };
    let licence = match term.strip_prefix("DocumentRef-").and_then(|rest| rest.split_once(':')) {
        Some((document, licence)) if is_id(document) => licence,
        Some(_) => return false,
        None => term,
    };
    licence.strip_prefix("LicenseRef-").is_some_and(is_id)
}

fn of_place(place: &str) -> Option<&'static str> {
    let place = place.to_ascii_lowercase();
    let place = place.strip_prefix("www.").unwrap_or(&place).trim_end_matches('/');
    let bare = [".html", ".txt", ".php"].iter().find_map(|end| place.strip_suffix(end)).unwrap_or(place);
    if let Some((_, found)) = PLACES.iter().find(|(known, _)| *known == bare) {
        return Some(found);
    }
    let id = LISTS.iter().find_map(|list| bare.strip_prefix(list))?;
    index().get(&key(id)).copied()
}

/// The identifier in use for one of the list, which keeps those of old.
fn canonical(id: &'static str) -> &'static str {
    match id {
        "AGPL-1.0" => "AGPL-1.0-only",
        "AGPL-3.0" => "AGPL-3.0-only",
        "BSD-2-Clause-FreeBSD" | "BSD-2-Clause-NetBSD" => "BSD-2-Clause",
        "bzip2-1.0.5" => "bzip2-1.0.6",
        "GFDL-1.1" => "GFDL-1.1-only",
        "GFDL-1.2" => "GFDL-1.2-only",
        "GFDL-1.3" => "GFDL-1.3-only",
        "GPL-1.0" => "GPL-1.0-only",
        "GPL-1.0+" => "GPL-1.0-or-later",
        "GPL-2.0" => "GPL-2.0-only",
        "GPL-2.0+" => "GPL-2.0-or-later",
        "GPL-2.0-with-autoconf-exception" => "GPL-2.0-only WITH Autoconf-exception-2.0",
        "GPL-2.0-with-bison-exception" => "GPL-2.0-or-later WITH Bison-exception-2.2",
        "GPL-2.0-with-classpath-exception" => "GPL-2.0-only WITH Classpath-exception-2.0",
        "GPL-2.0-with-font-exception" => "GPL-2.0-only WITH Font-exception-2.0",
        "GPL-2.0-with-GCC-exception" => "GPL-2.0-or-later WITH GCC-exception-2.0",
        "GPL-3.0" => "GPL-3.0-only",
        "GPL-3.0+" => "GPL-3.0-or-later",
        "GPL-3.0-with-autoconf-exception" => "GPL-3.0-only WITH Autoconf-exception-3.0",
        "GPL-3.0-with-GCC-exception" => "GPL-3.0-only WITH GCC-exception-3.1",
        "LGPL-2.0" => "LGPL-2.0-only",
        "LGPL-2.0+" => "LGPL-2.0-or-later",
        "LGPL-2.1" => "LGPL-2.1-only",
        "LGPL-2.1+" => "LGPL-2.1-or-later",
        "LGPL-3.0" => "LGPL-3.0-only",
        "LGPL-3.0+" => "LGPL-3.0-or-later",
        "StandardML-NJ" => "SMLNJ",
        other => other,
    }
}

/// Licences by the keys of their names.
fn index() -> &'static HashMap<String, &'static str> {
    static INDEX: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = HashMap::new();
        for (name, id) in ALSO {
            index.insert(key(name), *id);
        }
        let is_old = |license: &License| license.flags & IS_DEPRECATED != 0;
        let names: [fn(&License) -> &'static str; 2] = [|license| license.name, |license| license.full_name];
        // Identifiers go before names, and those in use before those of old.
        for (name, old) in names.iter().flat_map(|name| [(name, false), (name, true)]) {
            for license in LICENSES.iter().filter(|license| is_old(license) == old) {
                index.entry(key(name(license))).or_insert_with(|| canonical(license.name));
            }
        }
        index.remove("");
        index
    })
}

/// What is the same for all spellings of a name: words in lower case without those that say nothing, versions without `v`
/// and `.0`.
fn key(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut last = ' ';
    for c in text.chars().take(300).chain([' ']) {
        let c = c.to_ascii_lowercase();
        let is_part = c.is_alphanumeric() || (matches!(c, '.' | '+') && last.is_alphanumeric());
        if !is_part || (c.is_ascii_digit() && last.is_ascii_alphabetic()) {
            end_word(&mut word, &mut words);
        }
        if is_part {
            word.push(c);
        }
        last = c;
    }
    let mut key = words.join(" ");
    for (long, short) in [
        ("lesser general public", "lgpl"),
        ("library general public", "lgpl"),
        ("library or lesser general public", "lgpl"),
        ("affero general public", "agpl"),
        ("general public", "gpl"),
        ("lesser gpl", "lgpl"),
        ("affero gpl", "agpl"),
        (" or any later", "+"),
        (" or later", "+"),
        (" or newer", "+"),
        (" or greater", "+"),
        (" and later", "+"),
        (" only", ""),
    ] {
        if key.contains(long) {
            key = key.replace(long, short);
        }
    }
    key
}

fn end_word(word: &mut String, words: &mut Vec<String>) {
    let mut word = std::mem::take(word);
    while word.ends_with('.') {
        word.pop();
    }
    let (number, plus) = word.strip_suffix('+').map_or((word.as_str(), ""), |number| (number, "+"));
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        let short = number.strip_suffix(".0").unwrap_or(number);
        words.push(format!("{short}{plus}"));
        return;
    }
    // `GPLv2` is split before its digit.
    if number.len() > 2
        && number.ends_with('v')
        && ["gplv", "mplv", "eplv", "cddlv", "apachev", "lgplv", "agplv", "aslv", "eupl"].contains(&number)
    {
        word.pop();
    }
    let says_nothing =
        ["", "the", "license", "licence", "licensed", "version", "ver", "v", "software", "gnu", "under", "a"];
    if !says_nothing.contains(&word.as_str()) {
        words.push(word);
    }
}
