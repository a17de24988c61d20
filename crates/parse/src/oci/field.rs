//! Fields of a JSON object as Go's decoder finds them.

use serde_json::Value;

/// Returns a field: by its exact name, else by its name in any case.
pub(super) fn field<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let object = value.as_object()?;
    let in_any_case = || object.iter().rfind(|(name, _)| name.eq_ignore_ascii_case(key));
    object.get(key).or_else(|| in_any_case().map(|(_, value)| value))
}

/// Returns a text; empty where there is none.
pub(super) fn text(value: &Value, key: &str) -> String {
    field(value, key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the items of a list; none where there is no list.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    field(value, key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Returns the texts of a list; a text alone is a list of one.
pub(super) fn texts(value: &Value, key: &str) -> Vec<String> {
    match field(value, key) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Returns the texts of an object by their keys, sorted, `most` of them.
pub(super) fn pairs(value: &Value, most: usize) -> Vec<(String, String)> {
    let object = value.as_object().into_iter().flatten();
    let mut pairs: Vec<_> = object
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .take(most)
        .collect();
    pairs.sort();
    pairs
}

/// Returns the keys of an object, sorted: how Go writes a set.
pub(super) fn keys(value: &Value, key: &str) -> Vec<String> {
    let object = field(value, key).and_then(Value::as_object);
    let mut keys: Vec<_> = object.into_iter().flatten().map(|(key, _)| key.clone()).collect();
    keys.sort();
    keys
}
