//! YAML and JSON to values of templates.

use std::rc::Rc;

use sekimori_model::Limits;
use sekimori_parse::yaml::{Node, Scalar, documents};
use sekimori_parse::{Failure, decode};

use super::value::{Map, Value};
use crate::{Budget, Fault};

/// Reads the first document of a YAML text as Helm does: through JSON, so that every number is a `float64`.
///
/// # Errors
/// [`Fault::Refused`] where it is not well-formed, [`Fault::Bound`] where it is too much.
pub(crate) fn yaml(text: &str, budget: &Budget<'_>) -> Result<Value, Fault> {
    let limits = Limits { depth: budget.depth_limit(), ..Limits::default() };
    let text = decode(text.as_bytes()).map_err(|failure| Fault::refused(failure.detail))?;
    let document = documents(&text, &limits).next();
    match document {
        None => Ok(Value::Nil),
        Some(Err(failure)) => Err(Fault::refused(failure.detail)),
        Some(Ok(document)) => node(document.root(), budget),
    }
}

/// Reads all documents of a YAML text, in their order, each with the line that it begins on.
///
/// # Errors
/// With the line: [`Fault::Refused`] where one is not well-formed, [`Fault::Bound`] where it is too much.
pub(crate) fn all_yaml(text: &str, budget: &Budget<'_>) -> Result<Vec<(u32, Value)>, (u32, Fault)> {
    let limits = Limits { depth: budget.depth_limit(), ..Limits::default() };
    let refused = |failure: Failure| (failure.span.line, Fault::refused(failure.detail));
    let text = decode(text.as_bytes()).map_err(refused)?;
    let mut all = Vec::new();
    for document in documents(&text, &limits) {
        let document = document.map_err(refused)?;
        let line = document.root().span().line;
        all.push((line, node(document.root(), budget).map_err(|fault| (line, fault))?));
    }
    Ok(all)
}

/// Makes the value of a node.
///
/// # Errors
/// [`Fault::Bound`] where aliases make it too much.
pub(crate) fn node(node: Node<'_>, budget: &Budget<'_>) -> Result<Value, Fault> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    budget.hold(0)?;
    if node.is_mapping() {
        budget.map()?;
        let map = Map::default();
        // The first of repeated keys is written first, so the last one counts; merged keys are never repeated.
        for entry in node.entries() {
            let value = self::node(entry.value, budget)?;
            let key = key(entry.key);
            budget.hold(key.len())?;
            map.set(key, value);
        }
        return Ok(Value::Map(map));
    }
    if node.is_sequence() {
        let items: Result<Vec<Value>, Fault> = node.items().map(|item| self::node(item, budget)).collect();
        return Ok(Value::list(items?));
    }
    Ok(match node.scalar() {
        None | Some(Scalar::Null) => Value::Nil,
        Some(Scalar::Bool(value)) => Value::Bool(value),
        #[expect(clippy::cast_precision_loss, reason = "JSON numbers of Go are float64")]
        Some(Scalar::Int(number)) => Value::Float(number as f64),
        Some(Scalar::Float(number)) => Value::Float(number),
        Some(Scalar::Str(text)) => {
            budget.make(text.len())?;
            Value::text(Rc::<str>::from(text))
        }
    })
}

/// Returns the text of a key: keys of JSON are texts, so that `on` becomes `true`.
fn key(node: Node<'_>) -> Rc<str> {
    match node.scalar() {
        Some(Scalar::Bool(value)) => Rc::from(if value { "true" } else { "false" }),
        Some(Scalar::Null) => Rc::from("null"),
        Some(Scalar::Int(number)) => Rc::from(number.to_string()),
        _ => Rc::from(node.text().unwrap_or_default()),
    }
}

/// Makes the value of a JSON value: every number is a `float64`.
///
/// # Errors
/// [`Fault::Bound`] where it is too much.
pub(crate) fn json(value: &serde_json::Value, budget: &Budget<'_>) -> Result<Value, Fault> {
    budget.step(1)?;
    budget.hold(0)?;
    let _level = budget.deeper()?;
    Ok(match value {
        serde_json::Value::Null => Value::Nil,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => {
            budget.make(text.len())?;
            Value::text(text.as_str())
        }
        serde_json::Value::Array(items) => {
            let items: Result<Vec<Value>, Fault> = items.iter().map(|item| json(item, budget)).collect();
            Value::list(items?)
        }
        serde_json::Value::Object(entries) => {
            budget.map()?;
            let map = Map::default();
            for (key, value) in entries {
                map.set(key.as_str(), json(value, budget)?);
            }
            Value::Map(map)
        }
    })
}
