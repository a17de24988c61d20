//! The second look: what was written is read again and compared with what was meant.

use std::collections::BTreeMap;

use sekimori_model::Limits;
use serde_json::{Map, Number, Value};

use super::intent::Intent;
use crate::Text;
use crate::yaml::{self, Document, Node, Scalar};

/// Tells whether each document of `new` is that of `old` with its intent, and the same where it has none.
pub(super) fn is_as_meant(
    old: &Text<'_>,
    new: &Text<'_>,
    intents: &BTreeMap<usize, Intent>,
    limits: &Limits,
) -> bool {
    let mut after = yaml::documents(new, limits);
    for (number, before) in yaml::documents(old, limits).enumerate() {
        let same = match (before, after.next()) {
            (Ok(before), Some(Ok(after))) => match intents.get(&number) {
                Some(intent) => is_edited(&before, &after, intent),
                None => before.is_same(&after),
            },
            (Err(before), Some(Err(after))) => before.reason == after.reason,
            _ => false,
        };
        if !same {
            return false;
        }
    }
    after.next().is_none()
}

fn is_edited(before: &Document<'_>, after: &Document<'_>, intent: &Intent) -> bool {
    let (Some(old), Some(new)) = (json(before), json(after)) else { return false };
    after.lenient.is_none()
        && before.duplicate_keys.len() >= after.duplicate_keys.len()
        && intent.apply(Some(old)).map(plain) == Some(new)
}

/// A document as JSON; none where its aliases blow it up, or a key is not a text.
pub(super) fn json(document: &Document<'_>) -> Option<Value> {
    // Shared defaults are written once and used ten times; a bomb is used a thousand times.
    let mut left = document.size().saturating_mul(16).saturating_add(1_000);
    value(document.root(), &mut left)
}

fn value(node: Node<'_>, left: &mut usize) -> Option<Value> {
    *left = left.checked_sub(1)?;
    if node.is_mapping() {
        let mut entries = Map::new();
        for entry in node.entries() {
            entries.insert(entry.key.text()?.to_owned(), value(entry.value, left)?);
        }
        return Some(Value::Object(entries));
    }
    if node.is_sequence() {
        let items: Option<Vec<Value>> = node.items().map(|item| value(item, left)).collect();
        return items.map(Value::Array);
    }
    Some(match node.scalar()? {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Int(value) => value.into(),
        // Infinity is no JSON; its text tells it apart from everything else.
        Scalar::Float(value) => Number::from_f64(value).map_or_else(|| node.text().into(), Value::Number),
        Scalar::Str(value) => value.into(),
    })
}

/// Numbers as kubectl reads them: a whole number in a float's clothes is one.
#[expect(clippy::cast_possible_truncation, reason = "the range is asked for first")]
fn plain(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        Value::Number(number) if !number.is_i64() => match number.as_f64() {
            // 2^53, as the parser has it.
            Some(float) if float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0 => {
                (float as i64).into()
            }
            _ => Value::Number(number),
        },
        other => other,
    }
}
