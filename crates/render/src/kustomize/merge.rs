//! Strategic merge: a patch that looks like the object it changes.
//!
//! # Source
//! The merge of Kustomize, which knows `$patch` and none of the other directives of the API server: those stay in the
//! object as fields. What a patch adds to a list that is merged by keys comes before what was there.

use super::merge_list::list;
use super::schema::Schema;
use super::tree::{Entry, Kind, Map, Tree};
use super::wrong::Wrong;
use crate::{Budget, Fault};

/// What to do with a mapping or a list, by its `$patch`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    Merge,
    Replace,
    Delete,
}

/// Merges `patch` into `object`; none where nothing is left of it.
///
/// # Errors
/// A [`Wrong`] where the kinds of values do not fit, a directive is unknown, or it is too much.
pub(super) fn merge(
    object: Tree,
    patch: &Tree,
    schema: Schema<'_>,
    budget: &Budget<'_>,
) -> Result<Option<Tree>, Wrong> {
    walk(Some(object), Some(patch), Place { schema, keys: None }, budget)
}

/// What is known of the value at hand.
pub(super) struct Place<'s> {
    pub(super) schema: Schema<'s>,
    /// The keys by which it is merged where it is a list.
    pub(super) keys: Option<Vec<String>>,
}

pub(super) fn walk(
    object: Option<Tree>,
    patch: Option<&Tree>,
    place: Place<'_>,
    budget: &Budget<'_>,
) -> Result<Option<Tree>, Wrong> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    let something = patch.filter(|patch| !patch.is_null());
    match object {
        Some(object) if !object.is_null() => {
            if patch.is_some_and(Tree::is_null) {
                check_kind(&object, None)?;
                return Ok(None);
            }
            check_kind(&object, something)?;
            match &object.kind {
                Kind::Map(_) => mapping(object, something, place.schema, budget),
                Kind::List(_) if place.keys.is_some() => list(object, something, place, budget),
                // What a patch only repeats stays where it was written.
                _ => Ok(match something.filter(|patch| !patch.is_scalar() || !patch.is_same(&object)) {
                    Some(patch) => Some(patch.copied(budget)?),
                    None => Some(object),
                }),
            }
        }
        // A `null` that somebody wrote stays, where the patch says nothing of it.
        Some(Tree { kind: Kind::Null { explicit: true }, at }) if patch.is_none() => Ok(Some(Tree::null(at))),
        _ => match something {
            Some(patch) => added(patch, place, budget),
            None => Ok(None),
        },
    }
}

/// Adds what was not there: the patch merged with itself, which takes its directives and nothings out.
fn added(patch: &Tree, place: Place<'_>, budget: &Budget<'_>) -> Result<Option<Tree>, Wrong> {
    let merged = match &patch.kind {
        Kind::Map(_) if directive(patch)? == Directive::Delete => return Ok(None),
        Kind::Map(_) => mapping(without_directive(patch, budget)?, Some(patch), place.schema, budget)?,
        Kind::List(_) if place.keys.is_some() => list(patch.copied(budget)?, Some(patch), place, budget)?,
        _ => Some(patch.copied(budget)?),
    };
    Ok(merged)
}

fn mapping(
    object: Tree,
    patch: Option<&Tree>,
    schema: Schema<'_>,
    budget: &Budget<'_>,
) -> Result<Option<Tree>, Wrong> {
    let mut object = match patch.map(directive).transpose()?.unwrap_or(Directive::Merge) {
        Directive::Delete => return Ok(None),
        Directive::Replace => match patch {
            Some(patch) => without_directive(patch, budget)?,
            None => object,
        },
        Directive::Merge => object,
    };
    let Kind::Map(map) = &mut object.kind else { return Ok(Some(object)) };
    let changes = patch.and_then(Tree::as_map);
    let names: Vec<_> = map.0.iter().map(|entry| entry.key.clone()).collect();
    let mut entries = Vec::with_capacity(map.0.len());
    for Entry { key, at, value } in std::mem::take(&mut map.0) {
        let change = changes.and_then(|changes| changes.get(&key));
        // Keys are looked for one after the other.
        budget.step(changes.map_or(0, cost))?;
        let place = Place { schema: schema.field(&key), keys: schema.keys(&key) };
        if let Some(merged) = walk(Some(value), change, place, budget)? {
            entries.push(Entry { key, at, value: merged });
        }
    }
    for entry in changes.map(|changes| changes.0.as_slice()).unwrap_or_default() {
        budget.step(u64::try_from(names.len()).unwrap_or(u64::MAX) / 16)?;
        if &*entry.key == DIRECTIVE || names.contains(&entry.key) || entry.value.is_null() {
            continue;
        }
        let place = Place { schema: schema.field(&entry.key), keys: schema.keys(&entry.key) };
        if let Some(merged) = walk(None, Some(&entry.value), place, budget)? {
            entries.push(Entry { key: entry.key.clone(), at: entry.at.clone(), value: merged });
        }
    }
    object.kind = Kind::Map(Map(entries));
    Ok(Some(object))
}

fn cost(map: &Map) -> u64 {
    u64::try_from(map.0.len()).unwrap_or(u64::MAX) / 16
}

pub(super) const DIRECTIVE: &str = "$patch";

fn without_directive(patch: &Tree, budget: &Budget<'_>) -> Result<Tree, Fault> {
    let mut copy = patch.copied(budget)?;
    if let Some(map) = copy.as_map_mut() {
        map.remove(DIRECTIVE);
    }
    Ok(copy)
}

pub(super) fn directive(patch: &Tree) -> Result<Directive, Wrong> {
    let Some(value) = patch.get(DIRECTIVE) else { return Ok(Directive::Merge) };
    match value.raw() {
        Some("merge") => Ok(Directive::Merge),
        Some("replace") => Ok(Directive::Replace),
        Some("delete") => Ok(Directive::Delete),
        _ => Err(Wrong::refused(&value.at, "unknown patch strategy: use `merge`, `replace` or `delete`")),
    }
}

fn check_kind(object: &Tree, patch: Option<&Tree>) -> Result<(), Wrong> {
    let Some(patch) = patch else { return Ok(()) };
    let name = |tree: &Tree| match tree.kind {
        Kind::Map(_) => "a mapping",
        Kind::List(_) => "a list",
        _ => "a scalar",
    };
    let (wanted, found) = (name(object), name(patch));
    if wanted == found {
        return Ok(());
    }
    Err(Wrong::refused(&patch.at, format!("the patch has {found} where the object has {wanted}")))
}
