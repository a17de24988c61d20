//! What the definitions of `crds` say of names, labels and annotations in objects of their own.
//!
//! # Source
//! The extensions that Kustomize reads: `x-kubernetes-annotation`, `x-kubernetes-label-selector`,
//! `x-kubernetes-identity` and `x-kubernetes-object-ref-*`.

use super::config::{Config, References};
use super::field::Spec;
use super::id::Gvk;
use super::tree::{Entry, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// Reads a file of definitions: Go types by name, each with a `Schema`.
///
/// # Errors
/// A [`Wrong`] where types hold themselves.
pub(super) fn config(types: &Tree, budget: &Budget<'_>) -> Result<Config, Wrong> {
    let mut config = Config::default();
    for Entry { key, value, .. } in types.as_map().map(|map| map.0.as_slice()).unwrap_or_default() {
        let Some(properties) = properties(value) else { continue };
        if ["kind", "apiVersion", "metadata"].iter().all(|field| properties.get(field).is_some()) {
            let kind = key.rsplit('.').next().unwrap_or(key);
            fields(types, properties, kind, "", &mut config, budget)?;
        }
    }
    Ok(config)
}

fn properties(definition: &Tree) -> Option<&Tree> {
    definition.get("Schema")?.get("properties")
}

fn fields(
    types: &Tree,
    properties: &Tree,
    kind: &str,
    before: &str,
    config: &mut Config,
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    for Entry { key, value, .. } in properties.as_map().map(|map| map.0.as_slice()).unwrap_or_default() {
        let path = if before.is_empty() { key.to_string() } else { format!("{before}/{key}") };
        let spec = Spec::new(kind, &path, false);
        if value.get("x-kubernetes-annotation").is_some() {
            config.annotations.push(spec.clone());
        }
        if value.get("x-kubernetes-label-selector").is_some() {
            config.common_labels.push(spec.clone());
        }
        if value.get("x-kubernetes-identity").is_some() {
            config.prefix.push(spec);
        }
        if let (Some(version), Some(target)) =
            (value.get("x-kubernetes-object-ref-api-version"), value.get("x-kubernetes-object-ref-kind"))
        {
            let name = value.get("x-kubernetes-object-ref-name-key").and_then(Tree::raw).unwrap_or("name");
            let gvk = Gvk {
                group: String::new(),
                version: version.raw().unwrap_or_default().to_owned(),
                kind: target.raw().unwrap_or_default().to_owned(),
            };
            let fields = vec![Spec::new(kind, &format!("{path}/{name}"), false)];
            config.references.push(References { gvk, fields });
        }
        if let Some(below) = types.get(value.text_of("$ref")).and_then(self::properties) {
            fields(types, below, kind, &path, config, budget)?;
        }
    }
    Ok(())
}
