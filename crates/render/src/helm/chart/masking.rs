//! Failures without the values that they were made of: a chart fails with whatever text it likes, and reports are read by
//! more people than values are.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

use data_encoding::BASE64;

use super::tree::Live;
use crate::helm::engine::display;
use crate::helm::functions;
use crate::helm::value::{Map, Value};
use crate::{Budget, Error, Fault};

/// What stands for a value.
const MASK: &str = "…";

/// Characters. What is shorter is no secret, and would take single syllables out of every sentence.
const SHORTEST: usize = 4;

/// Digits of a number that may be a secret.
const SHORTEST_NUMBER: usize = 6;

/// Bytes of a text whose parts, and whose base64, are looked for as well: no key is longer.
const LONGEST: usize = 16 << 10;

/// Bytes of a masked message. What is longer is cut.
const MOST_BYTES: usize = 4096;

/// Comparisons for all failures of a chart. Where there are more, messages are masked whole.
const MOST_COMPARISONS: u64 = 50_000_000;

/// What messages say of themselves, which is no value even where a value is the same word.
const OWN: &[&str] = &[
    "error calling ",
    "wrong type for value; expected ",
    "invalid value; expected ",
    "map[string]interface {}",
    "[]interface {}",
    "interface {}",
    "wrong number of args for ",
    ": want at least ",
    ": want ",
    "error parsing regexp: ",
    "invalid repeat count: ",
    "improper constraint: ",
    "invalid semantic version",
    "time: invalid duration ",
    "parsing time ",
    "unable to parse url: parse ",
    "no template ",
    " associated with template ",
    " not defined",
    "cannot parse template: line ",
    "undefined variable",
    "nil pointer evaluating interface {}.",
    "can't evaluate field ",
    " in type ",
    "the values do not fit the schema at ",
    "incompatible types for comparison: ",
    "non-comparable type ",
    "range can't iterate over a ",
    "is missing in charts/: fetch it with `helm dependency build`",
    "the chart ",
    " is declared here and missing in charts/: fetch it with `helm dependency build`",
    " is rendered for ",
    " wants Kubernetes ",
    ": say another with --kube-version",
];

/// The texts that no message may hold.
#[derive(Default)]
pub(super) struct Secrets {
    texts: BTreeSet<Rc<str>>,
}

impl Secrets {
    /// Adds the values of a chart and of those inside it.
    ///
    /// # Errors
    /// [`Fault::Bound`] where they are too many.
    pub(super) fn add_all(&mut self, live: &Live<'_>, budget: &Budget<'_>) -> Result<(), Fault> {
        self.add(&live.values, budget)?;
        live.inner.iter().try_for_each(|inner| self.add_all(inner, budget))
    }

    /// Adds values.
    ///
    /// # Errors
    /// [`Fault::Bound`] where they are too many.
    pub(super) fn add(&mut self, values: &Map, budget: &Budget<'_>) -> Result<(), Fault> {
        let _level = budget.deeper()?;
        for value in values.borrow().values() {
            self.value(value, budget)?;
        }
        Ok(())
    }

    fn value(&mut self, value: &Value, budget: &Budget<'_>) -> Result<(), Fault> {
        budget.step(1)?;
        match value {
            Value::Map(map) => self.add(map, budget),
            Value::List(items) => {
                let _level = budget.deeper()?;
                items.iter().try_for_each(|item| self.value(item, budget))
            }
            Value::Text(text) => {
                self.text(&text.text);
                Ok(())
            }
            Value::Int(_) | Value::Int64(_) | Value::Float(_) => self.number(value, budget),
            Value::Nil | Value::Bool(_) | Value::Object(_) => Ok(()),
        }
    }

    fn text(&mut self, text: &Rc<str>) {
        if text.trim().chars().take(SHORTEST).count() < SHORTEST || !self.texts.insert(Rc::clone(text)) {
            return;
        }
        if text.len() > LONGEST {
            return;
        }
        self.texts.insert(BASE64.encode(text.as_bytes()).trim_end_matches('=').into());
        // Messages about the syntax of a text name parts of it: those that no language has as words are secrets.
        for part in text.split(|char: char| !char.is_alphanumeric()) {
            let is = |kind: fn(char) -> bool| part.contains(kind);
            if part.len() >= SHORTEST_NUMBER && is(char::is_alphabetic) && is(char::is_numeric) {
                self.texts.insert(part.into());
            }
        }
    }

    fn number(&mut self, value: &Value, budget: &Budget<'_>) -> Result<(), Fault> {
        let printed = display(value, budget)?;
        let whole = if let Value::Float(number) = value { format!("{number}") } else { printed.clone() };
        for text in [printed, whole] {
            if text.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_NUMBER {
                self.texts.insert(BASE64.encode(text.as_bytes()).trim_end_matches('=').into());
                self.texts.insert(text.into());
            }
        }
        Ok(())
    }

    /// Masks the details of failures. What `names` holds are names of files, which are no values.
    pub(super) fn mask(&self, failures: &mut [Error], names: &[&str]) {
        if self.texts.is_empty() || failures.is_empty() {
            return;
        }
        let mut by_first: BTreeMap<char, Vec<&str>> = BTreeMap::new();
        for text in &self.texts {
            let text = text.trim();
            by_first.entry(text.chars().next().unwrap_or_default()).or_default().push(text);
        }
        for texts in by_first.values_mut() {
            texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
        let mut masking = Masking { by_first, names, comparisons: 0 };
        for failure in failures {
            match &mut failure.fault {
                Fault::Refused(detail) | Fault::File { detail, .. } => *detail = masking.masked(detail),
                Fault::Bound(_) | Fault::Remote(_) => {}
            }
        }
    }
}

struct Masking<'s> {
    /// The secrets by their first character, the longest first.
    by_first: BTreeMap<char, Vec<&'s str>>,
    names: &'s [&'s str],
    comparisons: u64,
}

impl Masking<'_> {
    fn masked(&mut self, detail: &str) -> String {
        let mut made = String::new();
        let mut rest = detail;
        // Where what is our own ends.
        let mut own = 0_usize;
        while let Some(first) = rest.chars().next() {
            if made.len() > MOST_BYTES {
                made.push_str(MASK);
                break;
            }
            let at = detail.len().saturating_sub(rest.len());
            own = own.max(at.saturating_add(self.own(rest)));
            let found = self.find(first, rest);
            if self.comparisons > MOST_COMPARISONS {
                return MASK.to_owned();
            }
            let after = if let Some(length) = found.filter(|length| at.saturating_add(*length) > own) {
                made.push_str(MASK);
                length
            } else {
                made.push(first);
                first.len_utf8()
            };
            rest = rest.get(after..).unwrap_or_default();
        }
        made
    }

    /// Returns the length of the longest secret that a text begins with.
    fn find(&mut self, first: char, rest: &str) -> Option<usize> {
        let texts = self.by_first.get(&first)?;
        self.comparisons = self.comparisons.saturating_add(texts.len() as u64);
        texts.iter().filter_map(|text| matched(rest, text)).max()
    }

    /// Returns the length of what is our own at the start of a text.
    fn own(&self, rest: &str) -> usize {
        let longest =
            |all: &[&str]| all.iter().filter(|own| rest.starts_with(**own)).map(|own| own.len()).max();
        let phrase = longest(OWN).unwrap_or(0);
        let function = rest.strip_prefix("error calling ").and_then(|rest| rest.split_once(':'));
        let function = function.map(|(name, _)| name).filter(|name| functions::find(name).is_some());
        let name = function.map_or(0, str::len);
        phrase.saturating_add(name).max(longest(self.names).unwrap_or(0))
    }
}

/// Returns how much of a text a secret takes at its start, escaped or folded as it may be.
fn matched(text: &str, secret: &str) -> Option<usize> {
    let mut written = text.chars().peekable();
    let mut wanted = secret.chars().peekable();
    let mut taken = 0_usize;
    while let Some(want) = wanted.next() {
        if want.is_whitespace() {
            while wanted.next_if(|char| char.is_whitespace()).is_some() {}
            let before = taken;
            while let Some(length) = blank(&mut written) {
                taken = taken.saturating_add(length);
            }
            if taken == before {
                return None;
            }
            continue;
        }
        let got = written.next()?;
        taken = taken.saturating_add(got.len_utf8());
        if got == want {
            // Quotes and backslashes are doubled where they stand in quotes.
            let is_doubled = matches!(want, '\'' | '\\') && wanted.peek() != Some(&want);
            if is_doubled && written.next_if_eq(&want).is_some() {
                taken = taken.saturating_add(1);
            }
            continue;
        }
        if got != '\\' {
            return None;
        }
        let kind = written.next()?;
        taken = taken.saturating_add(kind.len_utf8());
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            kind if kind == want => continue,
            _ => return None,
        };
        let mut code = 0_u32;
        for _ in 0..digits {
            code = code.checked_mul(16)?.checked_add(written.next()?.to_digit(16)?)?;
        }
        taken = taken.saturating_add(digits);
        if char::from_u32(code) != Some(want) {
            return None;
        }
    }
    Some(taken)
}

/// Takes a blank, or the escape of one; returns its length.
fn blank(written: &mut Peekable<Chars<'_>>) -> Option<usize> {
    if let Some(char) = written.next_if(|char| char.is_whitespace()) {
        return Some(char.len_utf8());
    }
    let mut ahead = written.clone();
    let is_escape =
        ahead.next() == Some('\\') && ahead.next().is_some_and(|char| matches!(char, 'n' | 'r' | 't'));
    is_escape.then(|| {
        *written = ahead;
        2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(secrets: &[&str], detail: &str) -> String {
        let mut all = Secrets::default();
        for secret in secrets {
            all.text(&Rc::from(*secret));
        }
        let fault = Fault::refused(detail);
        let mut failures = [Error { path: "a".into(), line: 1, fault }];
        all.mask(&mut failures, &["templates/a.yaml"]);
        let [failure] = failures;
        failure.fault.to_string()
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let secret = "a\"b\\c 'd'\ne<f";
        assert_eq!(masked(&[secret], "x a\"b\\c 'd'\ne<f y"), "x … y");
        assert_eq!(masked(&[secret], r#"x "a\"b\\c 'd'\ne\u003cf" y"#), "x \"…\" y");
        assert_eq!(masked(&[secret], "x 'a\"b\\c ''d''\n    e<f' y"), "x '…' y");
        assert_eq!(masked(&["Hunter2Zx9QQ"], "x SHVudGVyMlp4OVFR y"), "x … y");
        assert_eq!(masked(&["Hunter2-Zx9QQz7"], "function \"noHunter2\" not"), "function \"no…\" not");
    }

    #[test]
    fn the_longest_counts_and_nothing_short_does() {
        assert_eq!(masked(&["abcd", "abcdefgh"], "abcdefgh abcd abc"), "… … abc");
        assert_eq!(masked(&["abc"], "abc"), "abc");
    }

    #[test]
    fn our_own_words_and_names_of_files_stay() {
        let own = "error calling include: no template \"string\" in templates/a.yaml";
        let secrets = ["calling", "include", "template", "string", "templates", "error"];
        assert_eq!(masked(&secrets, own), "error calling …: no template \"…\" in templates/a.yaml");
        let own = "error calling quote: wrong type for value; expected string";
        assert_eq!(masked(&["quote", "type"], own), own);
    }

    #[test]
    fn long_messages_are_cut_behind_the_mask() {
        let long = masked(&["Hunter2Zx9QQ"], &"Hunter2Zx9QQ ".repeat(10_000));
        assert!(long.len() < 5_000 && !long.contains("Hunter"), "{long}");
    }
}
