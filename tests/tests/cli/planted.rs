//! Secrets that are made for one run of a test, and the search for what a report must not have of them.

use std::collections::HashSet;

use data_encoding::{BASE64, BASE64URL, HEXLOWER};
use sekimori_catalog::find;
use sekimori_secrets::sample::{Dice, fill};

/// The rule that finds a [`token`].
pub(crate) const GITHUB: &str = "credential/github-personal-access-token";

/// The rule that finds a [`password`] under a name that says so.
pub(crate) const PASSWORD: &str = "credential/generic-password";

/// A value that a rule finds.
pub(crate) fn sample(rule: &str, seed: u64) -> String {
    let credential = find(rule).and_then(sekimori_catalog::Rule::credential).expect("a pattern");
    let sample = credential.samples.first().expect("a sample");
    fill(sample.value, credential, &mut Dice::new(seed)).expect("a template")
}

/// A token of the kind that begins with `ghp_` and ends in a checksum.
pub(crate) fn token(seed: u64) -> String {
    sample(GITHUB, seed)
}

/// A password as a machine makes one.
pub(crate) fn password(seed: u64) -> String {
    sample(PASSWORD, seed)
}

/// What may not be read anywhere: of each value every stretch of eight bytes behind what all values of its kind begin with,
/// as it is, backwards, in hexadecimal digits and in Base64.
#[derive(Debug, Default)]
pub(crate) struct Forbidden {
    parts: Vec<String>,
}

/// The shortest stretch that gives something away.
const STRETCH: usize = 8;

impl Forbidden {
    /// Adds a value whose first `known` bytes everybody knows.
    pub(crate) fn and(mut self, value: &str, known: usize) -> Self {
        let secret = &value.as_bytes()[known..];
        for window in secret.windows(STRETCH) {
            let text = String::from_utf8(window.to_vec()).expect("samples are ASCII");
            self.parts.push(text.chars().rev().collect());
            self.parts.push(HEXLOWER.encode(window));
            self.parts.push(text);
        }
        // Base64 of a stretch reads differently at each of three offsets.
        for before in ["", "x", "xx"] {
            let whole = format!("{before}{value}");
            let from = (before.len() + known).div_ceil(3) * 4;
            for text in [BASE64.encode(whole.as_bytes()), BASE64URL.encode(whole.as_bytes())] {
                // The last group depends on what stands behind.
                let inner = text.as_bytes().get(from..text.len() - 4).unwrap_or_default();
                let windows = inner.windows(12).map(|window| String::from_utf8_lossy(window).into_owned());
                self.parts.extend(windows);
            }
        }
        self
    }

    /// Where a text has any of it first, and which. One pass over the text: reports are long, and there may be many values.
    fn find(&self, text: &str) -> Option<(usize, &str)> {
        let starts: HashSet<&[u8]> =
            self.parts.iter().filter_map(|part| part.as_bytes().get(..STRETCH)).collect();
        let windows = text.as_bytes().windows(STRETCH).enumerate();
        windows.filter(|(_, window)| starts.contains(window)).find_map(|(at, _)| {
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            self.parts.iter().find(|part| rest.starts_with(part.as_bytes())).map(|part| (at, &**part))
        })
    }

    /// Fails where a text has any of it, and says where without saying what.
    pub(crate) fn is_not_in(&self, what: &str, text: &str) {
        if let Some((at, _)) = self.find(text) {
            let line = text.get(..at).unwrap_or_default().lines().count();
            let from = text.floor_char_boundary(at.saturating_sub(60));
            let around = text.get(from..at).unwrap_or_default();
            panic!("{what}, line {line}: a part of a secret stands behind {around:?}");
        }
    }

    /// The first stretch of it that a text has.
    pub(crate) fn first_in(&self, text: &str) -> Option<&str> {
        self.find(text).map(|(_, part)| part)
    }

    /// The same of bytes that need be no text.
    pub(crate) fn is_not_in_bytes(&self, what: &str, bytes: &[u8]) {
        self.is_not_in(what, &String::from_utf8_lossy(bytes));
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let value = token(1);
    let forbidden = Forbidden::default().and(&value, 4);
    let planted = [
        value.clone(),
        value[10..20].to_owned(),
        BASE64.encode(value.as_bytes()),
        BASE64.encode(format!("y{value}").as_bytes()),
        BASE64.encode(format!("yy{value}").as_bytes()),
        HEXLOWER.encode(value.as_bytes()),
        value.chars().rev().collect(),
    ];
    for text in planted {
        let caught = std::panic::catch_unwind(|| forbidden.is_not_in("x", &format!("a {text} b")));
        assert!(caught.is_err());
    }
    forbidden.is_not_in("x", "ghp_… (40)");
}
