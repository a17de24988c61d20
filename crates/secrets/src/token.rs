//! Credentials that are known by their own shape.

use sekimori_catalog::Form;

use crate::engine::Candidate;
use crate::pattern::Pattern;
use crate::scratch::Scratch;
use crate::words::is_random;

/// Matches a pattern one of whose keywords stands at `at`.
pub(crate) fn look(
    pattern: &Pattern,
    index: usize,
    bytes: &[u8],
    at: usize,
    scratch: &mut Scratch,
) -> Option<Candidate> {
    let Form::Token { offsets, within_word, .. } = pattern.credential.form else { return None };
    offsets.iter().find_map(|offset| {
        let start = at.checked_sub(usize::from(*offset))?;
        if !(within_word || begins_word(bytes, start)) || scratch.is_within_last(index, start) {
            return None;
        }
        let found = pattern.match_at(bytes, start, &mut scratch.work)?;
        if !(within_word || ends_word(bytes, found.whole.end)) || is_in_data(bytes, start) {
            return None;
        }
        scratch.matched(index, found.whole.start, found.whole.end);
        Some(Candidate { pattern: index, whole: found.whole, value: found.value, name: None })
    })
}

/// Tells whether what ends before `end` is no part of a longer word. A mark that a pattern ends with, such as the `@` of an
/// address, ends a word itself; the `=` of Base64 does not.
fn ends_word(bytes: &[u8], end: usize) -> bool {
    let last = end.checked_sub(1).and_then(|last| bytes.get(last));
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric();
    !(last.is_some_and(|last| goes_on(last) || *last == b'=') && bytes.get(end).is_some_and(goes_on))
}

/// Tells whether what begins at `start` goes on with base64 that a `+` or `/` only seems to end: of so many random letters
/// a few are the prefix of anything.
fn is_in_data(bytes: &[u8], start: usize) -> bool {
    const BEFORE: usize = 32;
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let before = start.checked_sub(BEFORE).and_then(|low| bytes.get(low..start)).unwrap_or_default();
    matches!(before.last(), Some(b'+' | b'/')) && before.iter().all(is_letter) && is_random(before)
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
