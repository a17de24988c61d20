//! How much a text looks like words and names, as people write them into programs.
//!
//! `words.table` holds, for every two symbols of a text, what each third one costs: few bits where it usually follows in
//! words and names of source code, many where it does not. Symbols are a boundary of words, 26 letters in either case, and
//! one for all digits; a cost is a number of steps of 0.8 bits in four bits, the first of two in the lower half of a byte.
//! The table was counted by `tests/src/bin/word_statistics.rs` on public sources: words that stand in three files or more,
//! so that nothing random is in it. Names come to 3 to 5 bits for each character, random characters to 6 and more.

/// The costs.
static TABLE: &[u8] = include_bytes!("words.table");

/// A boundary, the letters, and one for the digits.
const SYMBOLS: usize = 28;

/// What one step of a cost stands for.
const BITS: f32 = 0.8;

/// Bits for each letter and digit that it takes to tell a text to somebody who knows words; more is more random.
///
/// Below 5 the text is made of words, above 6 it is not. Digits alone are cheap: what they say is for others to judge.
pub(crate) fn surprise(text: &[u8]) -> f32 {
    let mut steps = 0_u16;
    let mut counted = 0_u16;
    let mut before = [0_usize; 2];
    let mut step = |symbol: usize| {
        if symbol == 0 && before[1] == 0 {
            return;
        }
        steps = steps.saturating_add(u16::from(cost(before, symbol)));
        before = [before[1], symbol];
    };
    let at = |place: usize| text.get(place).copied().unwrap_or_default();
    for (place, byte) in text.iter().enumerate().take(MOST) {
        let last = place.checked_sub(1).map_or(0, at);
        let begins = byte.is_ascii_uppercase()
            && (last.is_ascii_lowercase() || last.is_ascii_uppercase() && at(place + 1).is_ascii_lowercase());
        if begins {
            step(0);
        }
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => step(usize::from(byte.to_ascii_lowercase() - b'a') + 1),
            b'0'..=b'9' => step(27),
            _ => step(0),
        }
        counted += u16::from(byte.is_ascii_alphanumeric());
    }
    step(0);
    f32::from(steps) * BITS / f32::from(counted.max(1))
}

/// The most characters that are looked at.
const MOST: usize = 256;

fn cost(before: [usize; 2], symbol: usize) -> u8 {
    let index = (before[0] * SYMBOLS + before[1]) * SYMBOLS + symbol;
    let pair = TABLE.get(index / 2).copied().unwrap_or_default();
    if index.is_multiple_of(2) { pair & 15 } else { pair >> 4 }
}

/// Tells whether a value looks drawn at random by a machine.
pub(crate) fn is_random(value: &[u8]) -> bool {
    let body = value.strip_suffix(b"==").or_else(|| value.strip_suffix(b"=")).unwrap_or(value);
    let digits = body.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = body.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if body.len() < 10 || letters == 0 || kinds(body) < 7 {
        return false;
    }
    let is_one_case = !body.iter().any(u8::is_ascii_uppercase) || !body.iter().any(u8::is_ascii_lowercase);
    if body.iter().all(u8::is_ascii_hexdigit) {
        return body.len() >= 16 && digits >= 2 && letters >= 2 && is_one_case && kinds(body) >= 8;
    }
    let least = match (body.len(), digits) {
        (..16, 0) | (..12, _) => return digits > 0 && surprise(body) > 6.6 && !is_one_case,
        (..16, _) => 6.2,
        // Without a digit it can still be a rare word, or several.
        (_, 0) => 6.5,
        (..24, _) => 5.8,
        _ => 5.5,
    };
    surprise(body) >= least && (digits + letters) * 4 >= body.len() * 3
}

/// Tells whether letters of both cases, digits and marks are mixed as nobody writes an expression or a template: those are of
/// words. What marks mean in these, they do not mean here.
pub(crate) fn is_scrambled(text: &[u8]) -> bool {
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    if !(12..=128).contains(&text.len()) || !text.iter().all(u8::is_ascii_graphic) {
        return false;
    }
    let mut counts = [0_usize; 4];
    for byte in text {
        counts[class(byte)] += 1;
    }
    let runs = || text.chunk_by(|left, right| class(left) == class(right));
    let is_word = |run: &&[u8]| run.first().is_some_and(u8::is_ascii_alphabetic);
    let longest = runs().filter(is_word).map(<[u8]>::len).max().unwrap_or_default();
    // A mark at every second place is a pattern, and one alone may end a word.
    let is_mixed = counts.iter().all(|count| *count > 0) && counts[3] * 2 < text.len();
    is_mixed && longest <= 4 && runs().count() * 2 > text.len()
}

/// The number of different bytes.
pub(crate) fn kinds(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in value {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use super::{is_random, surprise};
    use crate::sample::Dice;

    #[test]
    fn words_cost_less_than_random_characters() {
        for words in [
            "changeit_in_production",
            "getPasswordFromVault",
            "my-secret-name",
            "password_reset_token_generator",
            "org.apache.kafka.common.security.plain.PlainLoginModule",
            "AWS_SECRET_ACCESS_KEY",
            "aes-256-gcm",
            "application/x-www-form-urlencoded",
            "sha256WithRSAEncryption",
            "/var/run/secrets/kubernetes.io/token",
        ] {
            assert!(surprise(words.as_bytes()) < 5.2, "{words}: {}", surprise(words.as_bytes()));
            assert!(!is_random(words.as_bytes()), "{words}");
        }
    }

    #[test]
    fn random_characters_are_random_in_every_alphabet() {
        let alphabets: [&[u8]; 5] = [
            b"0123456789abcdef",
            b"0123456789abcdefghijklmnopqrstuvwxyz",
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        ];
        let mut dice = Dice::new(5);
        for (alphabet, length) in
            alphabets.into_iter().flat_map(|one| [20, 32, 40, 64].map(|length| (one, length)))
        {
            let is_found = |_: &usize| {
                let value: Vec<u8> = (0..length).map(|_| alphabet[dice.below(alphabet.len())]).collect();
                is_random(&value)
            };
            let found = (0..1000).filter(is_found).count();
            assert!(found > 970, "{} characters of {}: {found} of 1000", length, alphabet.len());
        }
    }
}
