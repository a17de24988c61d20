//! Variables: `$(NAME)` in the fields that the configuration names, set to a field of an object.

use super::config::{Config, gvk};
use super::field::Make;
use super::id::{Gvk, Id};
use super::objects::Objects;
use super::replacement::{lookup, split};
use super::tree::{Kind, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// A variable.
#[derive(Debug, Clone)]
pub(super) struct Var {
    pub(super) name: String,
    path: String,
    tree_at: super::tree::At,
}

/// Adds the variables of a kustomization, and marks the objects that they name.
///
/// # Errors
/// A [`Wrong`] where a name is taken, or several objects are meant.
pub(super) fn add(
    vars: &mut Vec<Var>,
    list: &[Tree],
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    for item in list {
        let name = item.text_of("name").to_owned();
        let of =
            item.get("objref").ok_or_else(|| Wrong::refused(&item.at, "a variable needs an `objref`"))?;
        let named = gvk(of);
        let gvk = match of.text_of("apiVersion") {
            "" => named,
            version => Gvk::new(version, &named.kind),
        };
        let id =
            Id { gvk, name: of.text_of("name").to_owned(), namespace: of.text_of("namespace").to_owned() };
        if vars.iter().any(|var| var.name == name) {
            return Err(Wrong::refused(&item.at, format!("there is a variable `{name}` already")));
        }
        budget.step(super::objects::count(objects.0.len()))?;
        let exact = !id.namespace.is_empty() || id.gvk.is_cluster_scoped();
        let mut found = objects.0.iter_mut().filter(|object| {
            let first = object.original();
            if exact { first.is_same(&id) } else { first.gvk == id.gvk && first.name == id.name }
        });
        if let Some(object) = found.next() {
            object.vars.push(name.clone());
        }
        if found.next().is_some() {
            return Err(Wrong::refused(&item.at, format!("several objects could be what `{name}` is for")));
        }
        let path = item.get("fieldref").map(|field| field.text_of("fieldPath")).unwrap_or_default();
        let path = if path.is_empty() {
            item.get("fieldref").map(|field| field.text_of("fieldpath")).unwrap_or_default()
        } else {
            path
        };
        let path = if path.is_empty() { "metadata.name" } else { path };
        vars.push(Var { name, path: path.to_owned(), tree_at: item.at.clone() });
    }
    Ok(())
}

/// Puts the values of all variables in place.
///
/// # Errors
/// A [`Wrong`] where the object or the field of one is not there.
pub(super) fn resolve(
    objects: &mut Objects,
    vars: &[Var],
    config: &Config,
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    if vars.is_empty() {
        return Ok(());
    }
    let mut values: Vec<(&str, Tree)> = Vec::new();
    for var in vars {
        let object = objects.0.iter().find(|object| object.vars.contains(&var.name)).ok_or_else(|| {
            Wrong::refused(
                &var.tree_at,
                format!("no object is the one that the variable `{}` names", var.name),
            )
        })?;
        let path = var.path.replace('[', ".[").replace(".[", ".");
        let path: Vec<String> =
            split(&path).iter().map(|step| step.trim_matches(['[', ']']).to_owned()).collect();
        let value = lookup(&object.tree, &path).filter(|value| value.is_scalar()).ok_or_else(|| {
            Wrong::refused(
                &var.tree_at,
                format!("the object of the variable `{}` has no such field", var.name),
            )
        })?;
        values.push((&var.name, value.copied(budget)?));
    }
    let expand = |field: &mut Tree| -> Result<(), Wrong> {
        let Some(text) = field.as_text() else { return Ok(()) };
        let expanded = expand(text, &values, budget)?;
        if let Some(kind) = expanded {
            field.kind = kind;
        }
        Ok(())
    };
    for object in &mut objects.0 {
        for spec in &config.vars {
            spec.each(&mut object.tree, Make::Nothing, budget, &mut |field| match &mut field.kind {
                Kind::Map(map) => map.0.iter_mut().try_for_each(|entry| expand(&mut entry.value)),
                Kind::List(items) => items.iter_mut().try_for_each(|item| {
                    if item.as_text().is_none() {
                        return Err(Wrong::refused(&item.at, "a variable stands in texts alone"));
                    }
                    expand(item)
                }),
                _ => expand(field),
            })?;
        }
    }
    Ok(())
}

/// Expands the variables of a text; none where there are none. A text that is a variable and nothing else gets its type.
///
/// # Source
/// The expansion of Kubernetes' container commands: `$$` is `$`, and what is not closed or not known stays.
fn expand(text: &str, values: &[(&str, Tree)], budget: &Budget<'_>) -> Result<Option<Kind>, Wrong> {
    if !text.contains('$') {
        return Ok(None);
    }
    budget.step(super::objects::count(text.len()))?;
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            None => {
                out.push('$');
                rest = "";
                break;
            }
            Some('$') => {
                out.push('$');
                rest = chars.as_str();
            }
            Some('(') => {
                let Some((name, behind)) = chars.as_str().split_once(')') else {
                    out.push_str("$(");
                    rest = chars.as_str();
                    continue;
                };
                let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
                match value {
                    Some(value) if before.is_empty() && behind.is_empty() && out.is_empty() => {
                        return Ok(Some(value.kind.clone()));
                    }
                    Some(value) => out.push_str(value.raw().unwrap_or_default()),
                    None => {
                        out.push_str("$(");
                        out.push_str(name);
                        out.push(')');
                    }
                }
                budget.make(out.len())?;
                rest = behind;
            }
            Some(other) => {
                out.push('$');
                out.push(other);
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    Ok(Some(Kind::Text(out.into())))
}
