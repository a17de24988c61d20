//! Small letters, capitals and digits as chance mixes them: a word, or a name of code, is not a key.
//!
//! # Source
//! Own reasoning: of two neighbours drawn from `[A-Za-z0-9]`, 62 in 100 pairs are of two kinds, from `[a-z0-9]` 40, from
//! hexadecimal digits 47. In names such as `my_service_token_2` or `applicationSecret` fewer than one in six are.

/// How many characters there may be for each change from one kind to another.
const RARELY: usize = 6;

/// Letters and at least one digit, which all but one in sixty draws of 24 characters have and names of code have not.
pub(super) fn has_digit(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

pub(super) fn test(value: &[u8]) -> bool {
    let kinds = || value.iter().filter_map(|byte| kind(*byte));
    let changes = kinds().zip(kinds().skip(1)).filter(|(one, next)| one != next).count();
    changes > 0 && changes * RARELY >= value.len()
}

fn kind(byte: u8) -> Option<u8> {
    match byte {
        b'a'..=b'z' => Some(b'a'),
        b'A'..=b'Z' => Some(b'A'),
        b'0'..=b'9' => Some(b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::test;

    #[test]
    fn words_and_names_of_code_are_not_mixed() {
        for name in [
            "my_service_token_2",
            "applicationSecret",
            "your-api-key-goes-here-123",
            "XXXXXXXXXXXXXXXX",
            "0000",
        ] {
            assert!(!test(name.as_bytes()), "{name} was taken for a key");
        }
    }

    #[test]
    fn drawn_characters_are_mixed() {
        for drawn in ["q8Zt4nBw0LxP", "7f3a90bc14de", "k2v9xw0am4tz"] {
            assert!(test(drawn.as_bytes()), "{drawn} was not taken for a key");
        }
    }
}
