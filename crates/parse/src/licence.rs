//! Licences: what packages write, as SPDX expressions where it is one or surely means one.
//!
//! Valid expressions keep their meaning and get the canonical spelling. What ecosystems and distributions wrote before there
//! were such expressions is mapped where it names one licence; the rest stays as it was written.
//!
//! # Source
//! SPDX 2.3, annex D (expressions); the SPDX licence list.

mod names;

use std::borrow::Cow;

use sekimori_model::Licence;
use spdx::{Expression, ParseMode};

/// The longest text that is looked at as an expression. The longest seen, of a kernel package, has 2,100 bytes.
const LONGEST: usize = 8 << 10;

/// What is kept, in characters, of a text that is no expression.
const KEPT: usize = 200;

/// What says that nobody knows.
const UNKNOWN: &[&str] =
    &["noassertion", "none", "unknown", "n/a", "null", "undefined", "-", "license", "licence"];

/// Reads what a package says of its licence; none where it says nothing.
pub fn read(text: &str) -> Option<Licence> {
    let text = text.trim();
    if text.is_empty() || UNKNOWN.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return None;
    }
    // `License :: OSI Approved :: MIT License`, as Python classifies.
    let text =
        text.strip_prefix("License ::").map_or(text, |path| path.rsplit("::").next().unwrap_or(path).trim());
    if text.len() > LONGEST {
        return Some(named(text));
    }
    let expression = names::of(text).map(Cow::Borrowed).or_else(|| expression(text).map(Cow::Owned));
    Some(expression.map_or_else(|| named(text), |expression| Licence::Expression(expression.into())))
}

/// Joins licences that hold all together; none where there is none.
pub fn all_of(licences: impl IntoIterator<Item = Licence>) -> Option<Licence> {
    join(licences, " AND ", " OR ")
}

/// Joins licences of which one may be chosen; none where there is none.
pub fn any_of(licences: impl IntoIterator<Item = Licence>) -> Option<Licence> {
    join(licences, " OR ", " AND ")
}

/// Tells whether a licence can be kept by who may use only what `is_permitted` takes, licence by licence, each with its
/// exception: of those that may be chosen one is enough, of those that hold together all are needed. None where it is no
/// SPDX expression.
pub fn is_kept_by(licence: &Licence, is_permitted: &dyn Fn(&str) -> bool) -> Option<bool> {
    let Licence::Expression(text) = licence else { return None };
    let expression = Expression::parse_mode(text, ParseMode::LAX).ok()?;
    Some(expression.evaluate(|required| is_permitted(&required.to_string())))
}

/// Joins licences, each once, in their order. One that is no expression makes the whole one that is none.
fn join(licences: impl IntoIterator<Item = Licence>, with: &str, other: &str) -> Option<Licence> {
    let mut all: Vec<Licence> = Vec::new();
    let mut length = 0_usize;
    for licence in licences {
        length = length.saturating_add(licence.text().len()).saturating_add(with.len());
        if length > LONGEST {
            break;
        }
        if !all.contains(&licence) {
            all.push(licence);
        }
    }
    if all.len() < 2 {
        return all.pop();
    }
    let are_expressions = all.iter().all(|licence| matches!(licence, Licence::Expression(_)));
    let texts = all.iter().map(|licence| match licence.text() {
        text if are_expressions && text.contains(other) => format!("({text})"),
        text => text.to_owned(),
    });
    let text = texts.collect::<Vec<_>>().join(with);
    Some(if are_expressions { Licence::Expression(text.into()) } else { named(&text) })
}

/// The first words of the text, with a mark where it goes on. Of several that were joined all are kept: what is cut at a
/// licence would be another expression.
fn named(text: &str) -> Licence {
    let is_joined = text.contains(" AND ") || text.contains(" OR ");
    let most = if is_joined { LONGEST } else { KEPT };
    let mut kept = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.extend(word.chars().take(most));
        if kept.len() > most {
            break;
        }
    }
    if kept.chars().count() > most {
        kept = kept.chars().take(most).chain(['…']).collect();
    }
    Licence::Named(kept.into())
}

/// Reads an expression whose terms may be spelled laxly; none where one of them is unknown.
fn expression(text: &str) -> Option<String> {
    let spaced =
        text.replace('(', " ( ").replace(')', " ) ").replace(['|', '/'], " OR ").replace('&', " AND ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut out = String::with_capacity(text.len());
    let mut term = String::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let operator = match word {
            "(" | ")" => word,
            _ if word.eq_ignore_ascii_case("and") => {
                // `and/or` leaves the choice.
                if words.next_if(|next| *next == "OR").is_some() {
                    words.next_if(|next| next.eq_ignore_ascii_case("or"));
                    " OR "
                } else {
                    words.next_if(|next| *next == "AND");
                    " AND "
                }
            }
            _ if word.eq_ignore_ascii_case("or")
                && !words.peek().is_some_and(|next| names::is_later(next)) =>
            {
                words.next_if(|next| *next == "OR");
                " OR "
            }
            _ => {
                if !term.is_empty() {
                    term.push(' ');
                }
                term.push_str(word);
                continue;
            }
        };
        end_term(&mut term, &mut out)?;
        out.push_str(operator);
    }
    end_term(&mut term, &mut out)?;
    let out = without_outer(&out);
    Expression::parse_mode(out, ParseMode::STRICT).is_ok().then(|| out.to_owned())
}

/// Writes a term as it is spelled; none where it is unknown.
fn end_term(term: &mut String, out: &mut String) -> Option<()> {
    if term.is_empty() {
        return Some(());
    }
    let term = std::mem::take(term);
    let spelled = names::of_term(&term)?;
    if spelled.contains(" OR ") {
        out.push('(');
        out.push_str(&spelled);
        out.push(')');
    } else {
        out.push_str(&spelled);
    }
    Some(())
}

/// Leaves out parentheses around the whole.
fn without_outer(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        let mut depth = 0_i64;
        for byte in inner.bytes() {
            depth = match byte {
                b'(' => depth.saturating_add(1),
                b')' => depth.saturating_sub(1),
                _ => depth,
            };
            if depth < 0 {
                return text;
            }
        }
        text = inner;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sekimori_model::Licence;

    use super::{all_of, any_of, read};

    #[track_caller]
    fn means(text: &str, expression: &str) {
        assert_eq!(read(text), Some(Licence::Expression(expression.into())), "{text}");
    }

    #[test]
    fn expressions_get_their_canonical_spelling() {
        means("MIT", "MIT");
        means("mit OR apache-2.0", "MIT OR Apache-2.0");
        means("(MIT OR Apache-2.0)", "MIT OR Apache-2.0");
        means("(MIT OR Apache-2.0) AND (ISC)", "(MIT OR Apache-2.0) AND (ISC)");
        means("MIT/Apache-2.0", "MIT OR Apache-2.0");
        means("GPL-2.0", "GPL-2.0-only");
        means("GPL-2.0+", "GPL-2.0-or-later");
        means("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0");
        means("gpl-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0");
        means("Apache-2.0 WITH LLVM-exception OR MIT", "Apache-2.0 WITH LLVM-exception OR MIT");
        means("LicenseRef-Acme AND MIT", "LicenseRef-Acme AND MIT");
    }

    #[test]
    fn names_of_ecosystems_are_mapped() {
        means("Apache License 2.0", "Apache-2.0");
        means("Apache License, Version 2.0", "Apache-2.0");
        means("The Apache Software License, Version 2.0", "Apache-2.0");
        means("Apache 2", "Apache-2.0");
        means("ASL 2.0", "Apache-2.0");
        means("MIT License", "MIT");
        means("The MIT License (MIT)", "MIT");
        means("MIT/X11", "MIT");
        means("New BSD License", "BSD-3-Clause");
        means("3-Clause BSD License", "BSD-3-Clause");
        means("Simplified BSD", "BSD-2-Clause");
        means("Eclipse Public License - v 1.0", "EPL-1.0");
        means("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0");
        means("License :: OSI Approved :: MIT License", "MIT");
        means(
            "License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)",
            "GPL-2.0-or-later",
        );
        means("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only");
        means("License :: OSI Approved :: Python Software Foundation License", "PSF-2.0");
        means("License :: OSI Approved :: ISC License (ISCL)", "ISC");
        means("https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0");
        means("http://opensource.org/licenses/MIT", "MIT");
        means(concat!("https://licenses.nu", "get.org/MIT"), "MIT");
    }

    #[test]
    fn names_of_distributions_are_mapped() {
        means("GPL-2+", "GPL-2.0-or-later");
        means("GPL-2", "GPL-2.0-only");
        means("GPLv2+", "GPL-2.0-or-later");
        means("GPL+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl");
        means("LGPL-2.1+", "LGPL-2.1-or-later");
        means("LGPLv2+ and GPLv3+", "LGPL-2.0-or-later AND GPL-3.0-or-later");
        means("GPL2", "GPL-2.0-only");
        means("GPL (>= 2)", "GPL-2.0-or-later");
        means("GPL >= 2", "GPL-2.0-or-later");
        means("LGPL (>= 2.1)", "LGPL-2.1-or-later");
        means("MIT OR GPL >= 2", "MIT OR GPL-2.0-or-later");
        means("Expat", "MIT");
        means("Artistic", "Artistic-1.0");
        means("BSD-3-clause", "BSD-3-Clause");
        means("MPLv2.0", "MPL-2.0");
    }

    #[test]
    fn what_is_no_expression_stays_as_it_is() {
        for text in
            ["UNLICENSED", "SEE LICENSE IN LICENSE.md", "custom", "MIT AND", "MIT, BSD", "GPL-2+ and Acme"]
        {
            assert_eq!(read(text), Some(Licence::Named(text.into())), "{text}");
        }
        for text in [
            "GPLv2 (non-commercial)",
            "MIT (with exceptions)",
            "MIT (Apache 2.0)",
            "GPL < 3",
            "GPL (>= 2",
            "Apache (>= 2)",
            "mit-style",
            "BSD",
            "BSD License",
            "MPL",
        ] {
            assert_eq!(read(text), Some(Licence::Named(text.into())), "{text}");
        }
        assert_eq!(read(" \n"), None);
        assert_eq!(read("NOASSERTION"), None);
        let Some(Licence::Named(cut)) = read(&"all rights\nreserved ".repeat(1000)) else {
            panic!("it is none")
        };
        assert_eq!(cut.len(), 203);
    }

    #[test]
    fn lists_are_joined() {
        let of = |text: &str| read(text).expect("it says something");
        let text = |licence: Option<Licence>| licence.map(|licence| licence.text().to_owned());
        assert_eq!(text(all_of([of("MIT"), of("MIT")])).as_deref(), Some("MIT"));
        let both = all_of([of("MIT OR ISC"), of("Zlib")]);
        assert_eq!(text(both).as_deref(), Some("(MIT OR ISC) AND Zlib"));
        assert_eq!(any_of([of("MIT"), of("custom")]), Some(Licence::Named("MIT OR custom".into())));
        assert_eq!(any_of([]), None);
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_again_alike(text in "(MIT|gpl-2\\+|BSD|and|or|with|\\(|\\)|/|[a-z +.-]{0,6}| ){0,12}") {
            if let Some(Licence::Expression(first)) = read(&text) {
                prop_assert_eq!(read(&first), Some(Licence::Expression(first)));
            }
        }

        #[test]
        fn no_text_breaks_it(text in "\\PC{0,300}") {
            if let Some(licence) = read(&text) {
                prop_assert!(!licence.text().is_empty());
            }
        }
    }
}
