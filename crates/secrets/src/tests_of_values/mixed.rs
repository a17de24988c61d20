//! Letters of both cases, or letters and digits, as chance mixes them: a word or a name of code is not a key.
//!
//! # Source
//! Own reasoning: of sixteen characters drawn from `[A-Za-z0-9]`, 94 in 100 draws have a digit, and the letters of the
//! others change their case about every other time. Names such as `applicationSecret` change it once for each word.

pub(super) fn test(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let changes =
        value.iter().zip(value.iter().skip(1)).filter(|(one, next)| changes_case(**one, **next)).count();
    letters > 0 && (digits > 0 || changes * 4 >= value.len())
}

fn changes_case(one: u8, next: u8) -> bool {
    (one.is_ascii_lowercase() && next.is_ascii_uppercase())
        || (one.is_ascii_uppercase() && next.is_ascii_lowercase())
}
