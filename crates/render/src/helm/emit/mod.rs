//! Values to YAML, JSON and TOML, byte for byte as Go's libraries write them: people hash what `toYaml` gives.

mod json;
mod number;
mod plain;
mod scalar;
mod toml;
mod yaml;

use super::functions::Call;
use super::value::Value;
use crate::Budget;

pub(crate) use json::{Json, json};
pub(crate) use toml::toml;
pub(crate) use yaml::{Style, yaml};

/// Returns what an object is for a writer: a map, a list, or a text.
fn plainly(value: &Value, budget: &Budget<'_>) -> Option<Value> {
    let Value::Object(object) = value else {
        return None;
    };
    let text = || object.call(&Call { name: "MarshalText", budget }, &[]).and_then(Result::ok);
    Some(object.underlying().or_else(text).unwrap_or_else(|| Value::text(object.print())))
}
