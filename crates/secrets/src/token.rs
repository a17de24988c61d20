//! Credentials that are known by their own shape.

use sekimori_catalog::Form;

use crate::engine::Candidate;
use crate::pattern::Pattern;

/// Matches a pattern whose keyword stands at `at`.
pub(crate) fn look(pattern: &Pattern, index: usize, bytes: &[u8], at: usize) -> Option<Candidate> {
    let Form::Token { keywords, offsets, ignore_case, within_word, .. } = pattern.credential.form else {
        return None;
    };
    let here = bytes.get(at..)?;
    let begins = |keyword: &&str| {
        let start = here.get(..keyword.len());
        start.is_some_and(|start| {
            if ignore_case {
                start.eq_ignore_ascii_case(keyword.as_bytes())
            } else {
                start == keyword.as_bytes()
            }
        })
    };
    if !keywords.iter().any(|keyword| begins(&keyword)) {
        return None;
    }
    offsets.iter().find_map(|offset| {
        let start = at.checked_sub(usize::from(*offset))?;
        if !(within_word || begins_word(bytes, start)) {
            return None;
        }
        let (whole, value) = pattern.match_at(bytes, start)?;
        let ends = within_word || !bytes.get(whole.end).is_some_and(u8::is_ascii_alphanumeric);
        ends.then_some(Candidate { pattern: index, whole, value, name: None })
    })
}

/// Tells whether a word can begin at `at`: after no letter or digit, but for the letter of an escape such as `\n`.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| bytes.get(at)).copied();
    match before(1) {
        Some(b'n' | b'r' | b't') => before(2) == Some(b'\\'),
        Some(byte) => !byte.is_ascii_alphanumeric(),
        None => true,
    }
}
