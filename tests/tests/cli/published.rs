//! The published schemas of envelopes: what a program writes holds by them, and has nothing that they do not know.

use std::fs;

use serde_json::{Value, json};

use crate::program::repository;

/// Checks an envelope by the schema with its own name.
pub(crate) fn holds(envelope: &Value) {
    let name = envelope["schema"].as_str().expect("an envelope says its schema");
    let name = name.strip_prefix("sekimori.dev/").expect("it is one of ours").replace('/', ".");
    let path = repository().join("docs/schemas").join(format!("{name}.schema.json"));
    let text = fs::read_to_string(&path).expect("each envelope's schema is published");
    let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let wrong: Vec<String> =
        validator.iter_errors(envelope).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

/// Forbids fields that an object's schema does not name.
fn close(schema: &mut Value) {
    if let Some(object) = schema.as_object_mut() {
        if object.contains_key("properties") && !object.contains_key("oneOf") {
            object.entry("additionalProperties").or_insert(json!(false));
        }
        object.values_mut().for_each(close);
    }
    for item in schema.as_array_mut().into_iter().flatten() {
        close(item);
    }
}

#[test]
fn a_field_that_no_schema_names_is_seen() {
    let holders = json!({ "schema": "sekimori.dev/holders/v1", "asked": "left", "holders": [] });
    holds(&holders);
    let mut more = holders;
    more["more"] = json!(1);
    assert!(std::panic::catch_unwind(|| holds(&more)).is_err());
}
