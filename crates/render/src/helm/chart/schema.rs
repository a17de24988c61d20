//! `values.schema.json`: what a chart wants its values to be.
//!
//! # Source
//! Helm checks with the draft that the schema names, 2020-12 where it names none, and with patterns of linear time.
//! What a schema refers to outside itself is not fetched: it allows everything, and is named.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Retrieve, Uri, ValidationError};
use serde_json::{Number, Value as Json};

use super::load::File;
use super::places;
use super::schema_cost;
use super::tree::Live;
use crate::helm::value::{Map, Value};
use crate::{Budget, Error, Fault, without_secrets};

/// Checks the values of a chart and of all inside it; one failure for each place that is wrong. What a schema refers to
/// elsewhere is a failure too, and no reason not to render.
///
/// # Errors
/// An [`Error`] where a bound is passed.
pub(super) fn fits(
    live: &Live<'_>,
    values: &Map,
    budget: &Budget<'_>,
    failures: &mut Vec<Error>,
) -> Result<bool, Error> {
    let mut fits = true;
    if let Some(schema) = &live.part.schema {
        let json = json(&Value::Map(values.clone()), budget).map_err(|fault| schema.error(1, fault))?;
        let wrong = complaints(schema, live.part.values.as_ref(), &json, budget, failures);
        fits = wrong.is_empty();
        failures.extend(wrong);
    }
    for inner in &live.inner {
        if let Some(Value::Map(values)) = values.get(&inner.metadata.name) {
            fits &= self::fits(inner, &values, budget, failures)?;
        }
    }
    Ok(fits)
}

/// 20: who has more will see the rest when these are mended.
const MOST_COMPLAINTS: usize = 20;

fn complaints(
    schema: &File,
    written: Option<&File>,
    values: &Json,
    budget: &Budget<'_>,
    failures: &mut Vec<Error>,
) -> Vec<Error> {
    let refused = |line: u32, detail: String| vec![schema.error(line, Fault::refused(detail))];
    let text = schema.text();
    let mut parsed: Json = match serde_json::from_slice(&schema.bytes) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
            return refused(line, format!("the schema of the values is not well-formed JSON: {error}"));
        }
    };
    if let Err(fault) = schema_cost::check(&parsed, values, budget) {
        return vec![schema.error(1, fault)];
    }
    let elsewhere = Elsewhere::default();
    let mut ids = Vec::new();
    identities(&parsed, &mut ids);
    // A pointer into what is not fetched leads nowhere, and would cost the rest of the schema.
    elsewhere.cut(&mut parsed, &ids);
    let options =
        jsonschema::options().with_retriever(elsewhere.clone()).with_pattern_options(PatternOptions::regex());
    let built = options.build(&parsed);
    for address in elsewhere.addresses() {
        let line = places::of_reference(&text, &address).unwrap_or(1);
        failures.push(schema.error(line, Fault::Remote(without_secrets(&address))));
    }
    let validator = match built {
        Ok(validator) => validator,
        Err(error) => {
            let at = places::keys(&error.instance_path().to_string());
            let line = places::find(&text, &at).map_or(1, |place| place.line);
            return refused(line, format!("the schema of the values cannot be used: {}", error.masked()));
        }
    };
    let errors = validator.iter_errors(values).take(MOST_COMPLAINTS);
    let errors = errors.map(|error| {
        let pointer = error.instance_path().to_string();
        let keyword = places::keys(&error.schema_path().to_string());
        let unexpected = unexpected(&error, &keyword, values.pointer(&pointer));
        let mut at = places::keys(&pointer);
        at.extend(unexpected.first().cloned());
        let shown = if pointer.is_empty() { "/" } else { &pointer };
        let detail = if matches!(error.kind(), ValidationErrorKind::PropertyNames { .. }) {
            // What is masked of a name is the map that it is in.
            format!("the values do not fit the schema at {shown}: a name is not allowed")
        } else if unexpected.is_empty() {
            // Masked: values may be secrets.
            format!("the values do not fit the schema at {shown}: {}", error.masked())
        } else {
            let keys = unexpected.join(", ");
            format!("the values do not fit the schema at {shown}: it does not know the keys {keys}")
        };
        if let (Some(file), Some(line)) = (written, places::of_value(written, &at)) {
            return file.error(line, Fault::refused(detail));
        }
        let line = places::find(&text, &keyword).map_or(1, |place| place.line);
        schema.error(line, Fault::refused(detail))
    });
    errors.collect()
}

/// Returns the keys that a schema does not allow, where that is what is wrong: at most 20.
fn unexpected(error: &ValidationError<'_>, keyword: &[String], value: Option<&Json>) -> Vec<String> {
    let mut keys = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected.clone(),
        // A schema without any property allows none of them.
        ValidationErrorKind::FalseSchema
            if keyword.last().is_some_and(|keyword| keyword == "additionalProperties") =>
        {
            match value {
                Some(Json::Object(object)) => object.keys().cloned().collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    keys.sort();
    keys.truncate(MOST_COMPLAINTS);
    keys
}

/// Collects the names that schemas have within a schema.
fn identities(schema: &Json, ids: &mut Vec<String>) {
    match schema {
        Json::Object(object) => {
            let named = ["$id", "id"].iter().filter_map(|key| object.get(*key)?.as_str());
            ids.extend(named.map(|id| id.trim_end_matches('#').to_owned()));
            object.values().for_each(|inner| identities(inner, ids));
        }
        Json::Array(items) => items.iter().for_each(|inner| identities(inner, ids)),
        _ => {}
    }
}

/// Answers every reference to somewhere else with a schema that allows everything, and keeps which there were.
#[derive(Debug, Clone, Default)]
struct Elsewhere(Arc<Mutex<BTreeSet<String>>>);

/// What the checker puts before a reference that is relative to the schema.
const HERE: &str = "json-schema:///";

/// Where the checker has the schemas of schemas itself.
const KNOWN: &str = "://json-schema.org/";

/// Keywords whose values are no schemas.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];

impl Elsewhere {
    /// Takes out the references that lead out of the schema, and keeps their addresses.
    fn cut(&self, schema: &mut Json, ids: &[String]) {
        match schema {
            Json::Object(object) => {
                let base = object.get("$ref").and_then(Json::as_str);
                let base = base.map(|reference| reference.split('#').next().unwrap_or_default().to_owned());
                let is_here = |base: &String| {
                    let is_id = |id: &String| id == base || id.ends_with(&format!("/{base}"));
                    base.is_empty() || base.contains(KNOWN) || ids.iter().any(is_id)
                };
                if let Some(base) = base.filter(|base| !is_here(base)) {
                    object.remove("$ref");
                    self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(base);
                }
                let inner = object.iter_mut().filter(|(key, _)| !DATA.contains(&key.as_str()));
                inner.for_each(|(_, inner)| self.cut(inner, ids));
            }
            Json::Array(items) => items.iter_mut().for_each(|inner| self.cut(inner, ids)),
            _ => {}
        }
    }

    fn addresses(&self) -> Vec<String> {
        let addresses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.iter().map(|address| address.strip_prefix(HERE).unwrap_or(address).to_owned()).collect()
    }
}

impl Retrieve for Elsewhere {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(uri.as_str().to_owned());
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
