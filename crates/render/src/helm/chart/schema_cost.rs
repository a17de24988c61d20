//! What checking values against a schema will cost, reckoned before it is done.
//!
//! The checker has no bound of its own, and a schema of forty lines can make it visit one value a billion times. The
//! count here is that of its visits, made in the time of the pairs of a schema and a value that there are.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;

use crate::{Budget, Fault};

/// Visits of values. 2,000,000: half a second, and a hundred times what the largest public charts take.
const MOST_VISITS: u64 = 2_000_000;

/// Schemas in schemas, references followed: several for each level of the values. A stack of 2 MiB has room for it.
const MOST_DEPTH: u32 = 300;

/// Keywords whose schemas look at the same value.
const IN_PLACE: &[&str] =
    &["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];
/// Keywords whose schemas look at each of the values inside.
const INSIDE: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "contains",
    "items",
    "patternProperties",
    "prefixItems",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const REFERENCES: &[&str] = &["$ref", "$dynamicRef", "$recursiveRef"];

/// Refuses a schema that would take too many visits, or never ends.
///
/// # Errors
/// [`Fault::Refused`] and [`Fault::Bound`].
pub(super) fn check(schema: &Json, values: &Json, budget: &Budget<'_>) -> Result<(), Fault> {
    let mut names = BTreeMap::new();
    collect(schema, &mut names, budget)?;
    let mut reckoning = Reckoning { root: schema, names, known: HashMap::new(), depth: 0, budget };
    let visits = reckoning.visits(schema, values)?;
    if visits > MOST_VISITS {
        return Err(Fault::Bound("the schema of the values takes too many steps".to_owned()));
    }
    Ok(())
}

/// Collects the schemas that have a name within the schema.
fn collect<'s>(
    schema: &'s Json,
    names: &mut BTreeMap<&'s str, &'s Json>,
    budget: &Budget<'_>,
) -> Result<(), Fault> {
    budget.step(1)?;
    match schema {
        Json::Object(object) => {
            for key in ["$anchor", "$dynamicAnchor", "$id", "id"] {
                if let Some(name) = object.get(key).and_then(Json::as_str) {
                    names.insert(name.trim_end_matches('#').trim_start_matches('#'), schema);
                }
            }
            object.values().try_for_each(|inner| collect(inner, names, budget))
        }
        Json::Array(items) => items.iter().try_for_each(|inner| collect(inner, names, budget)),
        _ => Ok(()),
    }
}

/// A pair of a schema and a value, by where they are in memory.
type Pair = (*const Json, *const Json);

struct Reckoning<'s, 'b> {
    root: &'s Json,
    names: BTreeMap<&'s str, &'s Json>,
    /// None while a pair is being reckoned.
    known: HashMap<Pair, Option<u64>>,
    depth: u32,
    budget: &'b Budget<'b>,
}

impl<'s> Reckoning<'s, '_> {
    fn visits(&mut self, schema: &'s Json, value: &Json) -> Result<u64, Fault> {
        let Json::Object(object) = schema else { return Ok(1) };
        let pair = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        match self.known.get(&pair) {
            Some(Some(visits)) => return Ok(*visits),
            Some(None) => return Err(Fault::refused("the schema of the values leads back to itself")),
            None => self.known.insert(pair, None),
        };
        self.budget.step(1)?;
        self.depth = self.depth.saturating_add(1);
        if self.depth > MOST_DEPTH {
            return Err(Fault::Bound(format!(
                "the schema of the values is more than {MOST_DEPTH} levels deep"
            )));
        }
        let mut visits = 1_u64;
        for key in REFERENCES {
            if let Some(target) = object.get(*key).and_then(Json::as_str).and_then(|name| self.find(name)) {
                visits = visits.saturating_add(self.visits(target, value)?);
            }
        }
        for key in IN_PLACE {
            if let Some(inner) = object.get(*key) {
                // Of `dependencies` some are lists of keys, which cost nothing.
                for inner in parts(inner, matches!(*key, "dependentSchemas" | "dependencies")) {
                    visits = visits.saturating_add(self.visits(inner, value)?);
                }
            }
        }
        for (key, inner) in object.get("properties").and_then(Json::as_object).into_iter().flatten() {
            if let Some(value) = value.get(key) {
                visits = visits.saturating_add(self.visits(inner, value)?);
            }
        }
        for key in INSIDE {
            for inner in
                object.get(*key).into_iter().flat_map(|inner| parts(inner, *key == "patternProperties"))
            {
                for value in children(value) {
                    visits = visits.saturating_add(self.visits(inner, value)?);
                }
            }
        }
        self.depth = self.depth.saturating_sub(1);
        self.known.insert(pair, Some(visits));
        Ok(visits)
    }

    /// Finds what a reference leads to: a path, a name, or either within a schema that has a name.
    fn find(&self, reference: &str) -> Option<&'s Json> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let root = if base.is_empty() {
            self.root
        } else {
            let ends = |name: &&str| **name == *base || name.ends_with(&format!("/{base}"));
            self.names.iter().find(|(name, _)| ends(name)).map(|(_, schema)| *schema)?
        };
        if fragment.is_empty() {
            return Some(root);
        }
        root.pointer(fragment).or_else(|| self.names.get(fragment).copied())
    }
}

/// The schemas of a keyword: one, a list of them, or the entries of a map.
fn parts(keyword: &Json, is_map: bool) -> Vec<&Json> {
    match keyword {
        Json::Array(items) => items.iter().collect(),
        Json::Object(entries) if is_map => entries.values().collect(),
        other => vec![other],
    }
}

fn children(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(items) => items.iter().collect(),
        Json::Object(entries) => entries.values().collect(),
        _ => Vec::new(),
    }
}
