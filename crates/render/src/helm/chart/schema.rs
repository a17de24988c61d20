//! `values.schema.json`: what a chart wants its values to be.
//!
//! # Source
//! Helm checks with the draft that the schema names, 2020-12 where it names none, and with patterns of linear time.
//! What a schema refers to outside itself is not fetched: it allows everything.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Retrieve, Uri};
use serde_json::{Number, Value as Json};

use super::load::File;
use super::schema_cost;
use super::tree::Live;
use crate::helm::value::{Map, Value};
use crate::{Budget, Error, Fault};

/// Checks the values of a chart and of all inside it; one failure for each place that is wrong.
///
/// # Errors
/// An [`Error`] where a bound is passed.
pub(super) fn check(
    live: &Live<'_>,
    values: &Map,
    budget: &Budget<'_>,
    failures: &mut Vec<Error>,
) -> Result<(), Error> {
    if let Some(schema) = &live.part.schema {
        let json = json(&Value::Map(values.clone()), budget).map_err(|fault| schema.error(1, fault))?;
        failures.extend(complaints(schema, &json, budget).into_iter().map(|fault| schema.error(1, fault)));
    }
    for inner in &live.inner {
        if let Some(Value::Map(values)) = values.get(&inner.metadata.name) {
            check(inner, &values, budget, failures)?;
        }
    }
    Ok(())
}

/// 20: who has more will see the rest when these are mended.
const MOST_COMPLAINTS: usize = 20;

fn complaints(schema: &File, values: &Json, budget: &Budget<'_>) -> Vec<Fault> {
    let parsed: Json = match serde_json::from_slice(&schema.bytes) {
        Ok(parsed) => parsed,
        Err(error) => {
            return vec![Fault::refused(format!(
                "the schema of the values is not well-formed JSON: {error}"
            ))];
        }
    };
    if let Err(fault) = schema_cost::check(&parsed, values, budget) {
        return vec![fault];
    }
    let options =
        jsonschema::options().with_retriever(Everything).with_pattern_options(PatternOptions::regex());
    let validator = match options.build(&parsed) {
        Ok(validator) => validator,
        Err(error) => {
            return vec![Fault::refused(format!(
                "the schema of the values cannot be used: {}",
                error.masked()
            ))];
        }
    };
    let errors = validator.iter_errors(values).take(MOST_COMPLAINTS);
    let errors = errors.map(|error| {
        let path = error.instance_path().to_string();
        let path = if path.is_empty() { "/" } else { &path };
        // What is masked of a name is the map that it is in.
        if matches!(error.kind(), ValidationErrorKind::PropertyNames { .. }) {
            return Fault::refused(format!(
                "the values do not fit the schema at {path}: a name is not allowed"
            ));
        }
        // Masked: values may be secrets.
        Fault::refused(format!("the values do not fit the schema at {path}: {}", error.masked()))
    });
    errors.collect()
}

/// Answers every reference to somewhere else with a schema that allows everything.
struct Everything;

impl Retrieve for Everything {
    fn retrieve(&self, _uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Json::Object(serde_json::Map::new()))
    }
}

fn json(value: &Value, budget: &Budget<'_>) -> Result<Json, Fault> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    Ok(match value {
        Value::Nil | Value::Object(_) => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(number) | Value::Int64(number) => Json::from(*number),
        Value::Float(number) => whole(*number)
            .map_or_else(|| Number::from_f64(*number).map_or(Json::Null, Json::Number), Json::from),
        Value::Text(text) => Json::String(text.text.to_string()),
        Value::List(items) => {
            let items: Result<Vec<Json>, Fault> = items.iter().map(|item| json(item, budget)).collect();
            Json::Array(items?)
        }
        Value::Map(map) => {
            let mut object = serde_json::Map::new();
            for (key, value) in map.entries() {
                object.insert(key.to_string(), json(&value, budget)?);
            }
            Json::Object(object)
        }
    })
}

/// A number without a fraction is an integer for every draft.
#[expect(clippy::cast_possible_truncation, reason = "in the range where every whole float64 is an i64")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
