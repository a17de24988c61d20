//! Values as text: quoted where they could be taken for something else.

use granit_parser::ScalarStyle;
use serde_json::Value;

use crate::yaml::is_plain_text;

/// How a scalar beside the new one is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    AsNeeded,
    Single,
    Double,
}

impl Quotes {
    pub(super) fn like(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::SingleQuoted => Self::Single,
            ScalarStyle::DoubleQuoted => Self::Double,
            _ => Self::AsNeeded,
        }
    }
}

/// How far children stand in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indents {
    /// Columns from a key to a mapping below it.
    pub(super) step: usize,
    /// Columns from a key to the dashes of a sequence below it.
    pub(super) dash: usize,
}

/// A text as a scalar.
pub(super) fn text(text: &str, quotes: Quotes) -> String {
    let is_simple = text.chars().all(|c| !c.is_control() && !"\u{2028}\u{2029}\u{FEFF}".contains(c));
    match quotes {
        Quotes::Single if is_simple => format!("'{}'", text.replace('\'', "''")),
        Quotes::AsNeeded if is_plain(text) => text.to_owned(),
        _ => double_quoted(text),
    }
}

/// A JSON string is a double-quoted scalar, but for the breaks that only YAML knows.
fn double_quoted(text: &str) -> String {
    let mut json = Value::from(text).to_string();
    for special in ['\u{7F}', '\u{85}', '\u{A0}', '\u{2028}', '\u{2029}', '\u{FEFF}'] {
        if json.contains(special) {
            json = json.replace(special, &format!("\\u{:04X}", u32::from(special)));
        }
    }
    json
}

/// Takes for plain only what no version of YAML could take for anything else, in block and in flow.
fn is_plain(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    let first = text.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'/')
        && text.bytes().all(inner)
        && is_plain_text(text)
}

/// The value of a key where people write it otherwise than JSON does: the mode of a file, in octal.
///
/// `0400` means 256 for kubectl, whose numbers are those of YAML 1.1, and so does `0o400` of YAML 1.2, which is kept
/// where `old`, the text before, has it.
///
/// # Source
/// Kubernetes API reference, `SecretVolumeSource.defaultMode`: "YAML accepts both octal and decimal values".
pub(super) fn mode(key: &str, value: &Value, old: &str) -> Option<String> {
    let bits = value.as_u64().filter(|bits| *bits <= MOST_BITS)?;
    let head = if old.starts_with("0o") { "0o" } else { "0" };
    ["defaultMode", "mode"].contains(&key).then(|| format!("{head}{bits:03o}"))
}

/// What a mode may be, as the API has it.
const MOST_BITS: u64 = 0o777;

/// The value of a key on one line.
fn of_key(key: &str, value: &Value, quotes: Quotes) -> String {
    let octal = if quotes == Quotes::Double { None } else { mode(key, value, "") };
    octal.unwrap_or_else(|| flow(value, quotes))
}

/// A value on one line.
pub(super) fn flow(value: &Value, quotes: Quotes) -> String {
    match value {
        Value::String(own) => text(own, quotes),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(item, quotes)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}: {}", text(key, quotes), of_key(key, value, quotes))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Tells whether a value needs lines of its own in block style.
pub(super) fn is_block(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        _ => false,
    }
}

/// The lines of a collection in block style, without the indentation that all of them have.
pub(super) fn block(value: &Value, indents: Indents) -> Vec<String> {
    let mut lines = Vec::new();
    match value {
        Value::Object(entries) => {
            for (own, value) in entries {
                let key = text(own, Quotes::AsNeeded);
                if is_block(value) {
                    lines.push(format!("{key}:"));
                    lines.extend(below(value, indents));
                } else {
                    let value = of_key(own, value, Quotes::AsNeeded);
                    lines.push(format!("{key}: {value}"));
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                lines.extend(dashed(item, Quotes::AsNeeded, indents));
            }
        }
        other => lines.push(flow(other, Quotes::AsNeeded)),
    }
    lines
}

/// The lines of a collection below its key.
pub(super) fn below(value: &Value, indents: Indents) -> Vec<String> {
    let width = if value.is_array() { indents.dash } else { indents.step };
    block(value, indents).into_iter().map(|line| format!("{:width$}{line}", "")).collect()
}

/// The lines of one item of a block sequence.
pub(super) fn dashed(item: &Value, quotes: Quotes, indents: Indents) -> Vec<String> {
    if !is_block(item) {
        return vec![format!("- {}", flow(item, quotes))];
    }
    let lines = block(item, indents).into_iter().enumerate();
    lines.map(|(at, line)| format!("{}{line}", if at == 0 { "- " } else { "  " })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_something_else_is_quoted() {
        let cases = [
            ("RuntimeDefault", "RuntimeDefault"),
            ("runtime/default", "runtime/default"),
            ("yes", "\"yes\""),
            ("null", "\"null\""),
            ("1.30", "\"1.30\""),
            ("0x1f", "\"0x1f\""),
            ("", "\"\""),
            ("- a", "\"- a\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("a\nb", "\"a\\nb\""),
            ("a\u{85}b", "\"a\\u0085b\""),
            ("日本", "\"日本\""),
        ];
        for (value, expected) in cases {
            assert_eq!(text(value, Quotes::AsNeeded), expected, "{value:?}");
        }
        assert_eq!(text("it's", Quotes::Single), "'it''s'");
        assert_eq!(text("a\tb", Quotes::Single), "\"a\\tb\"");
    }
}
