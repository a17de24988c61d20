//! The suffix that tells the content of a generated object.
//!
//! # Source
//! The hasher of Kustomize: SHA-256 over JSON with sorted keys as Go writes it, ten hexadecimal digits of which some are
//! other letters, so that no word comes out.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::objects::Objects;
use super::tree::{Kind, Map, Tree};
use crate::{Budget, Fault};

/// Adds the suffix to the names of those that want it.
///
/// # Errors
/// [`Fault::Bound`] where that is too much.
pub(super) fn add_suffixes(objects: &mut Objects, budget: &Budget<'_>) -> Result<(), Fault> {
    for object in objects.0.iter_mut().filter(|object| object.needs_hash) {
        let suffix = suffix(&object.tree, budget)?;
        let name = format!("{}-{suffix}", object.name());
        object.remember();
        object.set_name(&name);
    }
    Ok(())
}

fn suffix(tree: &Tree, budget: &Budget<'_>) -> Result<String, Fault> {
    let is_secret = tree.text_of("kind") == "Secret";
    let mut map = Map::default();
    let empty = || Tree::text("", None);
    let take = |field: &str| match tree.get(field) {
        Some(value) => value.copied(budget),
        None => Ok(empty()),
    };
    map.set("data", take("data")?);
    let more = if is_secret { "stringData" } else { "binaryData" };
    if tree.get(more).is_some_and(|value| value.as_map().is_some()) {
        map.set(more, take(more)?);
    }
    map.set("kind", take("kind")?);
    // Kustomize looks for a field `metadata/name`, which there is not, so the name does not count.
    map.set("name", empty());
    if is_secret {
        map.set("type", take("type")?);
    }
    let mut json = String::new();
    write(&Tree::map(map, None), &mut json, budget)?;
    Ok(shortened(&Sha256::digest(json.as_bytes())))
}

fn shortened(digest: &[u8]) -> String {
    let mut text = String::new();
    for byte in digest.iter().take(5) {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.chars()
        .map(|c| match c {
            '0' => 'g',
            '1' => 'h',
            '3' => 'k',
            'a' => 'm',
            'e' => 't',
            other => other,
        })
        .collect()
}

fn write(tree: &Tree, json: &mut String, budget: &Budget<'_>) -> Result<(), Fault> {
    let _level = budget.deeper()?;
    budget.step(1)?;
    match &tree.kind {
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.0.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            json.push('{');
            for (count, entry) in entries.into_iter().enumerate() {
                if count > 0 {
                    json.push(',');
                }
                string(&entry.key, json, budget)?;
                json.push(':');
                write(&entry.value, json, budget)?;
            }
            json.push('}');
        }
        Kind::List(items) => {
            json.push('[');
            for (count, item) in items.iter().enumerate() {
                if count > 0 {
                    json.push(',');
                }
                write(item, json, budget)?;
            }
            json.push(']');
        }
        Kind::Null { .. } => json.push_str("null"),
        Kind::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
        Kind::Typed { shown, .. } => json.push_str(shown),
        Kind::Text(text) | Kind::Plain(text) => string(text, json, budget)?,
    }
    Ok(())
}

/// Writes a string as Go's `encoding/json` does.
fn string(text: &str, json: &mut String, budget: &Budget<'_>) -> Result<(), Fault> {
    budget.make(text.len())?;
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            _ => json.push(c),
        }
    }
    json.push('"');
    Ok(())
}

/// Encodes bytes in Base64; from 70 letters on in lines of 70.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for (place, shift) in [18_u32, 12, 6, 0].into_iter().enumerate() {
            let letter = usize::try_from((bits >> shift) & 63).ok().and_then(|at| LETTERS.get(at));
            text.push(letter.filter(|_| place <= chunk.len()).map_or('=', |letter| char::from(*letter)));
        }
    }
    if text.len() < LINE {
        return text;
    }
    let mut lines = String::with_capacity(text.len().saturating_add(text.len() / LINE));
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(LINE) {
            lines.push('\n');
        }
        lines.push(letter);
    }
    lines.push('\n');
    lines
}

const LINE: usize = 70;

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads_and_breaks_long_lines() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"foob"), "Zm9vYg==");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        assert_eq!(base64(&[0; 60]), format!("{}\n{}\n", "A".repeat(70), "A".repeat(10)));
    }
}
