//! What a secret is known by beside its path: the words that lead to it, without any value.

use std::ops::Range;

use crate::names;
use crate::words::surprise;

/// The most bytes of a context.
const LONGEST: usize = 80;

/// Returns the name that a value is assigned to, else the words that stand before it on its line.
///
/// `values` are all values of the layer, sorted: none of them is in the context of another.
pub(crate) fn of(
    bytes: &[u8],
    name: Option<&Range<usize>>,
    value: &Range<usize>,
    values: &[Range<usize>],
) -> String {
    if let Some(name) = name {
        return words(bytes.get(name.clone()).unwrap_or_default());
    }
    let low = value.start.saturating_sub(LONGEST);
    let before = bytes.get(low..value.start).unwrap_or_default();
    let line = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(low, |at| low + at + 1);
    // None of them overlap, so that the one before in order ends last.
    let others = values.partition_point(|other| other.end <= value.start);
    let other = others.checked_sub(1).and_then(|last| values.get(last));
    let from = other.map_or(0, |other| other.end).max(line);
    let stretch = bytes.get(from..value.start).unwrap_or_default();
    if from > low || low == 0 {
        return words(stretch);
    }
    // The stretch may begin within a value: what is left of it is no word.
    let whole = stretch.iter().position(u8::is_ascii_whitespace).unwrap_or(stretch.len());
    words(stretch.get(whole..).unwrap_or_default())
}

/// Stands for what is not shown.
const CUT: &str = "…";

/// The words of a stretch that name something. What may be a value is cut out, whether any pattern knows it or not: what
/// stands behind a mark of assignment or between commas, what follows a word for a secret, and what is not made of words.
fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut shown: Vec<&str> = Vec::new();
    let mut rest = &*text;
    let mut follows_secret = false;
    loop {
        let (separator, behind) = rest.split_at(rest.find(is_of_word).unwrap_or(rest.len()));
        let (word, behind) = behind.split_at(behind.find(|c| !is_of_word(c)).unwrap_or(behind.len()));
        if word.is_empty() {
            break;
        }
        let after = behind.split(is_of_word).next().unwrap_or_default();
        let is_shown =
            is_plain(word) && !is_value(separator, after) && !(follows_secret && is_blank(separator));
        follows_secret = names::kind(word.as_bytes()).is_some() || SCHEMES.contains(&word);
        let word = if is_shown { word } else { CUT };
        if word != CUT || shown.last() != Some(&CUT) {
            shown.push(word);
        }
        rest = behind;
    }
    shown.join(" ")
}

/// Words that announce a value without naming it.
const SCHEMES: [&str; 4] = ["Basic", "basic", "Login", "login"];

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Tells whether a word stands where values do, by the marks before and behind it.
fn is_value(before: &str, after: &str) -> bool {
    let has = |text: &str, marks: &[char]| text.contains(marks);
    // An opening bracket or `&` begins names anew: `a: {b: 1}`, `?a=1&b=2`.
    let begins = has(before, &['{', '(', '[', '&', '<']);
    let names = after.trim_start_matches(['"', '\'', '`', ' ', ']']).starts_with(['=', ':', '(']);
    !begins
        && (has(before, &['=', ':', '@', '/', '?', '\\', '%', '#'])
            || has(before, &[',', ';', '|', '\t']) && !names)
}

fn is_blank(separator: &str) -> bool {
    separator.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\''))
}

/// Tells whether a word is one that people write: letters that words are made of, and a few digits at its end.
fn is_plain(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - letters.len();
    let is_mixed = letters.bytes().any(|byte| byte.is_ascii_digit());
    if letters.is_empty() || digits > 4 || is_mixed || digits > 0 && letters.len() < 3 {
        return false;
    }
    let has_one_case = letters.get(1..).is_none_or(|rest| {
        !(rest.bytes().any(|byte| byte.is_ascii_uppercase())
            && letters.bytes().any(|byte| byte.is_ascii_lowercase()))
    });
    // What is not written in letters of ASCII is a word of a language, or nothing that a machine draws.
    let is_known = || surprise(letters.as_bytes()) < MOST_SURPRISE;
    if word.len() <= 4 { has_one_case } else { !word.is_ascii() || is_known() }
}

/// Bits for each letter, from which on a word is not one that people write.
const MOST_SURPRISE: f32 = 6.0;

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_names_a_value_is_shown() {
        for (before, wanted) in [
            ("    call(\"", "call"),
            ("GITHUB_TOKEN=", "GITHUB_TOKEN"),
            ("ENV DEPLOY_TOKEN=", "ENV DEPLOY_TOKEN"),
            ("Authorization: Bearer ", "Authorization …"),
            ("{\"user\": {\"key\": \"", "user key"),
            ("https://host/path?first=1&second=", "https … second"),
        ] {
            assert_eq!(words(before.as_bytes()), wanted, "{before}");
        }
    }

    #[test]
    fn no_value_of_a_neighbour_is_shown() {
        for (before, secret) in [
            ("bob,qT7!vRk2Lm9z,", "qT7"),
            ("bob,qT7!vRk2Lm9z,", "vRk2Lm9z"),
            ("bob,sunshine,", "sunshine"),
            ("export PW=Kx9zq2vLmP && tool ", "Kx9zq2vLmP"),
            ("export PW=sunshine && tool ", "sunshine"),
            ("admin:hunter@host ", "hunter"),
            ("login with password sunshine ", "sunshine"),
            ("password \"sunshine\" ", "sunshine"),
            ("%3 57 4e 58 6b ", "57"),
            ("\\x57\\x4e ", "57"),
            ("https://h/x?pw=moonlight&sid=", "moonlight"),
            ("qTvRkLmzWq ", "qTvRkLmzWq"),
        ] {
            let shown = words(before.as_bytes());
            assert!(!shown.contains(secret), "{before}: {shown}");
        }
    }
}
