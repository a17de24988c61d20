//! What literals of templates mean.

use crate::helm::value::Value;

/// Reads a number, or a character, as Go does for a parameter of any type.
pub(super) fn number(text: &str) -> Result<Value, String> {
    if text.contains("__") || text.ends_with('_') {
        return Err(format!("bad number syntax: {text:?}"));
    }
    let clean: String = text.chars().filter(|character| *character != '_').collect();
    let (negative, digits) = match clean.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, clean.strip_prefix('+').unwrap_or(&clean)),
    };
    let (radix, digits) = match digits.get(..2).unwrap_or_default() {
        "0x" | "0X" => (16, digits.get(2..)),
        "0o" | "0O" => (8, digits.get(2..)),
        "0b" | "0B" => (2, digits.get(2..)),
        _ if digits.len() > 1 && digits.starts_with('0') && !digits.contains(['.', 'e', 'E']) => {
            (8, digits.get(1..))
        }
        _ => (10, Some(digits)),
    };
    let digits = digits.unwrap_or_default();
    if digits.starts_with(['+', '-']) {
        return Err(format!("bad number syntax: {text:?}"));
    }
    if let Ok(magnitude) = i128::from_str_radix(digits, radix) {
        let number = if negative { magnitude.checked_neg() } else { Some(magnitude) };
        let number = number.and_then(|number| i64::try_from(number).ok());
        return number.map(Value::Int).ok_or_else(|| format!("integer overflow: {text:?}"));
    }
    if radix != 10 || !clean.contains(['.', 'e', 'E']) {
        return Err(format!("bad number syntax: {text:?}"));
    }
    match clean.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Value::Float(number)),
        _ => Err(format!("bad number syntax: {text:?}")),
    }
}

/// Reads `'a'`: the number of the character.
pub(super) fn character(text: &str) -> Result<Value, String> {
    let bare = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let bytes = unescape(bare, '\'').ok_or_else(|| format!("malformed character constant: {text}"))?;
    let read = String::from_utf8(bytes.clone()).ok();
    let mut characters = read.as_deref().unwrap_or_default().chars();
    match (characters.next(), characters.next(), bytes.as_slice()) {
        (Some(character), None, _) => Ok(Value::Int(i64::from(u32::from(character)))),
        (None, None, [byte]) => Ok(Value::Int(i64::from(*byte))),
        _ => Err(format!("malformed character constant: {text}")),
    }
}

/// Reads a text in quotation marks, as Go's `strconv.Unquote`.
pub(super) fn quoted(text: &str) -> Result<Value, String> {
    let bare = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let bytes = unescape(bare, '"').ok_or_else(|| "invalid syntax".to_owned())?;
    Ok(Value::text(String::from_utf8_lossy(&bytes).as_ref()))
}

/// Replaces escapes; none for one that Go does not know. Bytes, for `\xff` need not be UTF-8.
fn unescape(text: &str, mark: char) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let escape = characters.next()?;
        let simple = match escape {
            'a' => Some(7),
            'b' => Some(8),
            'f' => Some(12),
            'n' => Some(b'\n'),
            'r' => Some(b'\r'),
            't' => Some(b'\t'),
            'v' => Some(11),
            '\\' => Some(b'\\'),
            _ if escape == mark => u8::try_from(mark).ok(),
            _ => None,
        };
        if let Some(byte) = simple {
            bytes.push(byte);
            continue;
        }
        let (count, radix) = match escape {
            'x' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            '0'..='7' => (2, 8),
            _ => return None,
        };
        let mut number = if radix == 8 { escape.to_digit(8)? } else { 0 };
        for _ in 0..count {
            let digit = characters.next()?.to_digit(radix)?;
            number = number.checked_mul(radix)?.checked_add(digit)?;
        }
        if matches!(escape, 'u' | 'U') {
            bytes.extend(char::from_u32(number)?.encode_utf8(&mut [0; 4]).bytes());
        } else {
            bytes.push(u8::try_from(number).ok()?);
        }
    }
    Some(bytes)
}
