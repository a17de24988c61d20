//! Samples from templates, so that no value that looks real is stored anywhere.
//!
//! A template is text with placeholders in braces. `{CLASS:N}` is N characters of a class, `{CLASS:N-M}` between N and M;
//! `{a|b}` is one of the texts; `{uuid}` a random UUID; `{check}` what the pattern's test asks for behind what stands
//! before; `{base64(TEMPLATE)}` the encoding of another, also as `base64url`, `hex`, `escaped` (on one line, with `\n`),
//! `quoted` (each line a string of C), `indented` (by four blanks); `{pem:KIND}` a block of a key; `{{` and `}}` are braces.
//! Classes: digit, lower, upper, alpha, alnum, lower-alnum, upper-alnum, hex, upper-hex, base64, base64url, base32, word, printable.

mod keys;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use sekimori_catalog::Credential;

use crate::tests_of_values::completion;

/// A source of pseudo-random numbers, the same for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `below`.
    ///
    /// # Source
    /// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (2014), `SplitMix64`.
    pub fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed >> 1).unwrap_or(0) % below.max(1)
    }
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

/// Fills a template of a pattern's samples.
///
/// # Errors
/// [`Malformed`] where a placeholder is not one.
pub fn fill(template: &str, credential: &Credential, dice: &mut Dice) -> Result<String, Malformed> {
    let mut made = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(brace) = ["{{", "}}"].into_iter().find(|brace| rest.starts_with(brace)) {
            made.push_str(&brace[..1]);
            rest = &rest[2..];
            continue;
        }
        let end = closing(rest).ok_or_else(|| Malformed(rest.to_owned()))?;
        let piece = placeholder(&rest[1..end], &made, credential, dice)?;
        made.push_str(&piece);
        rest = &rest[end + 1..];
    }
    made.push_str(rest);
    Ok(made)
}

/// The place of the brace that closes the one at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn placeholder(
    text: &str,
    before: &str,
    credential: &Credential,
    dice: &mut Dice,
) -> Result<String, Malformed> {
    let malformed = || Malformed(format!("{{{text}}}"));
    if text == "check" {
        let complete = credential.test.and_then(completion).ok_or_else(malformed)?;
        return String::from_utf8(complete(before.as_bytes())).map_err(|_| malformed());
    }
    if text == "uuid" {
        let mut hex = |digits: usize| random(b"0123456789abcdef", digits, dice);
        return Ok(format!("{}-{}-4{}-a{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12)));
    }
    if let Some(kind) = text.strip_prefix("pem:") {
        return keys::pem(kind, dice).ok_or_else(malformed);
    }
    for (name, encode) in ENCODINGS {
        if let Some(inner) =
            text.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'))
        {
            return Ok(encode(fill(inner, credential, dice)?.as_bytes()));
        }
    }
    if let Some((class, length)) = text.rsplit_once(':') {
        let (least, most) = length.split_once('-').unwrap_or((length, length));
        let (least, most): (usize, usize) =
            (least.parse().map_err(|_| malformed())?, most.parse().map_err(|_| malformed())?);
        let length = least + dice.below(most.checked_sub(least).ok_or_else(malformed)? + 1);
        return Ok(random(alphabet(class).ok_or_else(malformed)?, length, dice));
    }
    let choices: Vec<&str> = text.split('|').collect();
    let chosen = choices.get(dice.below(choices.len())).filter(|_| choices.len() > 1);
    chosen.map(|text| (*text).to_owned()).ok_or_else(malformed)
}

type Encode = fn(&[u8]) -> String;

const ENCODINGS: [(&str, Encode); 6] = [
    ("base64", |bytes| BASE64.encode(bytes)),
    ("base64url", |bytes| BASE64URL_NOPAD.encode(bytes)),
    ("hex", |bytes| HEXLOWER.encode(bytes)),
    ("escaped", |bytes| String::from_utf8_lossy(bytes).replace('\n', "\\n")),
    ("quoted", |bytes| String::from_utf8_lossy(bytes).replace('\n', "\\n\"\n  \"")),
    ("indented", |bytes| String::from_utf8_lossy(bytes).replace('\n', "\n    ")),
];

fn alphabet(class: &str) -> Option<&'static [u8]> {
    Some(match class {
        "digit" => b"0123456789",
        "lower" => b"abcdefghijklmnopqrstuvwxyz",
        "upper" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "alpha" => b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "alnum" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "lower-alnum" => b"0123456789abcdefghijklmnopqrstuvwxyz",
        "upper-alnum" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "hex" => b"0123456789abcdef",
        "upper-hex" => b"0123456789ABCDEF",
        "base64" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
        "base64url" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
        "base32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "word" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_",
        "printable" => {
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#%&()*+-./:;<=>?@[]^_{|}~"
        }
        _ => return None,
    })
}

fn random(alphabet: &[u8], length: usize, dice: &mut Dice) -> String {
    let one = |_| alphabet.get(dice.below(alphabet.len())).copied().map_or('0', char::from);
    (0..length).map(one).collect()
}
