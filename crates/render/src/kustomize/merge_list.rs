//! Strategic merge of lists whose items are told apart by keys.
//!
//! # Source
//! Kustomize's walk over associative lists: the items of the patch come first, in their order; a port without a protocol
//! is the one of that number; where there are several keys, what was there comes after what is new.

use std::collections::HashSet;

use super::merge::{DIRECTIVE, Directive, Place, directive, walk};
use super::schema::Schema;
use super::tree::{At, Kind, Map, Tree};
use super::wrong::Wrong;
use crate::{Budget, Fault};

/// The items of a list that was there, of which some are taken away.
struct Old(Vec<Option<Tree>>);

/// An item of the list that comes out.
enum Item {
    /// One of those that were there.
    Old(usize),
    Own(Tree),
}

/// Merges a list by keys, or as a set of scalars.
pub(super) fn list(
    object: Tree,
    patch: Option<&Tree>,
    place: Place<'_>,
    budget: &Budget<'_>,
) -> Result<Option<Tree>, Wrong> {
    let keys = place.keys.unwrap_or_default();
    let mut changes: Vec<&Tree> = patch.and_then(Tree::as_list).unwrap_or_default().iter().collect();
    let mut is_old = true;
    let at = object.at.clone();
    let Kind::List(items) = object.kind else { return Ok(Some(object)) };
    let mut items = items;
    // An item with nothing but `$patch` speaks of the list.
    let whole = changes
        .iter()
        .position(|item| item.as_map().is_some_and(|map| map.0.len() == 1 && map.get(DIRECTIVE).is_some()));
    if let Some(item) = whole {
        match directive(changes.remove(item))? {
            Directive::Delete => return Ok(None),
            Directive::Replace => {
                items = changes.iter().map(|item| item.copied(budget)).collect::<Result<_, _>>()?;
                is_old = false;
            }
            Directive::Merge => {}
        }
    }
    let merged = if keys.is_empty() {
        scalars(items, &changes, budget)?
    } else {
        keyed(items, &changes, &keys, place.schema.items(), budget)?
    };
    let at = if is_old { at } else { patch.and_then(|patch| patch.at.clone()) };
    Ok(Some(Tree::list(merged, at)))
}

/// Merges sets of scalars.
fn scalars(items: Vec<Tree>, changes: &[&Tree], budget: &Budget<'_>) -> Result<Vec<Tree>, Wrong> {
    let mut merged: Vec<Tree> = Vec::new();
    for change in changes {
        budget.step(u64::try_from(merged.len()).unwrap_or(u64::MAX))?;
        if !merged.iter().any(|item| item.raw() == change.raw()) {
            merged.push(change.copied(budget)?);
        }
    }
    for item in items {
        budget.step(u64::try_from(merged.len()).unwrap_or(u64::MAX))?;
        match merged.iter_mut().find(|other| other.raw() == item.raw()) {
            Some(other) => *other = item,
            None => merged.push(item),
        }
    }
    Ok(merged)
}

/// Merges lists of mappings by keys.
fn keyed(
    items: Vec<Tree>,
    changes: &[&Tree],
    keys: &[String],
    schema: Schema<'_>,
    budget: &Budget<'_>,
) -> Result<Vec<Tree>, Wrong> {
    let all = all_values(&items, changes, keys, budget)?;
    let mut there = Old(items.into_iter().map(Some).collect());
    let mut merged: Vec<Item> = Vec::new();
    let used: Vec<bool> = (0..keys.len())
        .map(|at| all.iter().any(|values| values.get(at).is_some_and(|value| !value.is_empty())))
        .collect();
    let used = |at: usize| used.get(at).copied().unwrap_or(false) || !used.contains(&true);
    for values in &all {
        let wanted: Vec<(&str, &str)> = keys
            .iter()
            .zip(values)
            .enumerate()
            .filter(|(at, _)| used(*at))
            .map(|(_, (key, value))| (key.as_str(), value.as_str()))
            .collect();
        let given: Vec<(&str, &str)> =
            wanted.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
        let given = if given.is_empty() { &wanted } else { &given };
        budget.step(cost_of(&there, changes, &merged))?;
        let index = there.0.iter().position(|item| item.as_ref().is_some_and(|item| matches(item, given)));
        let change = changes.iter().copied().find(|change| matches(change, given));
        // What was there wins over an item that says it replaces it.
        if let (Some(index), Some(change)) = (index, change)
            && directive(change)? == Directive::Replace
        {
            put(&mut merged, Item::Old(index), &wanted, &there, false);
            continue;
        }
        let item = index.and_then(|index| there.0.get_mut(index)).and_then(Option::take);
        if item.is_none() && change.is_none() {
            continue;
        }
        let result = walk(item, change, Place { schema, keys: None }, budget)?;
        let result = result.filter(|merged| merged.as_map().is_none_or(|map| !map.0.is_empty()));
        let Some(mut tree) = result else {
            there.remove(&wanted);
            continue;
        };
        for (key, value) in given {
            if let Some(map) = tree.as_map_mut()
                && map.get(key).is_none()
                && !value.is_empty()
            {
                let at = tree_at(map);
                map.set(key, Tree { kind: Kind::Plain((*value).into()), at });
            }
        }
        let item = match index.and_then(|index| there.0.get_mut(index).map(|slot| (index, slot))) {
            Some((index, slot)) => {
                *slot = Some(tree);
                Item::Old(index)
            }
            None => Item::Own(tree),
        };
        put(&mut merged, item, &wanted, &there, false);
    }
    for index in 0..there.0.len() {
        let Some(item) = there.0.get(index).and_then(Option::as_ref) else { continue };
        let has = |key: &str| item.get(key).and_then(Tree::raw).map(str::to_owned);
        let counted = keys.iter().enumerate().filter(|(at, _)| used(*at)).map(|(_, key)| key);
        let moves = counted.clone().count() > 1;
        let values: Vec<(&String, String)> =
            counted.filter_map(|key| has(key).map(|value| (key, value))).collect();
        let wanted: Vec<(&str, &str)> =
            values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        budget.step(u64::try_from(merged.len()).unwrap_or(u64::MAX))?;
        put(&mut merged, Item::Old(index), &wanted, &there, moves);
    }
    let mut trees = Vec::with_capacity(merged.len());
    for item in merged {
        match item {
            Item::Own(tree) => trees.push(tree),
            Item::Old(index) => trees.extend(there.0.get_mut(index).and_then(Option::take)),
        }
    }
    Ok(trees)
}

fn tree_at(map: &Map) -> At {
    map.0.first().and_then(|entry| entry.value.at.clone())
}

fn cost_of(there: &Old, changes: &[&Tree], merged: &[Item]) -> u64 {
    let items = there.0.len().saturating_add(changes.len()).saturating_add(merged.len());
    u64::try_from(items).unwrap_or(u64::MAX) / 4
}

/// Returns the values of the keys of all items, those of the patch first, each once.
fn all_values(
    items: &[Tree],
    changes: &[&Tree],
    keys: &[String],
    budget: &Budget<'_>,
) -> Result<Vec<Vec<String>>, Fault> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut seen = HashSet::new();
    for item in changes.iter().copied().chain(items) {
        let values: Vec<String> = keys.iter().map(|key| item.text_of(key).to_owned()).collect();
        if seen.insert(values.clone()) {
            all.push(values);
        }
    }
    if keys.len() < 2 {
        return Ok(all);
    }
    // A port without a protocol is the one with it.
    for first in 0..all.len() {
        budget.step(u64::try_from(all.len()).unwrap_or(u64::MAX))?;
        for second in 0..all.len() {
            let (Some(a), Some(b)) = (all.get(first), all.get(second)) else { continue };
            let Some(both) = unified(a, b) else { continue };
            for at in [first, second] {
                if let Some(values) = all.get_mut(at) {
                    values.clone_from(&both);
                }
            }
        }
    }
    Ok(all)
}

fn unified(a: &[String], b: &[String]) -> Option<Vec<String>> {
    let fits = a.iter().zip(b).all(|(a, b)| a == b || a.is_empty() || b.is_empty());
    let meets = a.iter().zip(b).any(|(a, b)| a == b);
    (fits && meets)
        .then(|| a.iter().zip(b).map(|(a, b)| if a.is_empty() { b.clone() } else { a.clone() }).collect())
}

fn matches(item: &Tree, wanted: &[(&str, &str)]) -> bool {
    item.as_map().is_some()
        && wanted.iter().all(|(key, value)| item.get(key).is_some_and(|found| found.raw() == Some(value)))
}

impl Old {
    fn remove(&mut self, wanted: &[(&str, &str)]) {
        for slot in &mut self.0 {
            if slot.as_ref().is_some_and(|item| matches_any(item, wanted)) {
                *slot = None;
            }
        }
    }
}

/// As [`matches`], with an empty value for any.
fn matches_any(item: &Tree, wanted: &[(&str, &str)]) -> bool {
    !wanted.is_empty()
        && item.as_map().is_some_and(|map| {
            wanted.iter().all(|(key, value)| {
                map.get(key).is_some_and(|found| value.is_empty() || found.raw() == Some(value))
            })
        })
}

/// Puts an item into a list: in the place of those with the same keys, or at the end.
fn put(merged: &mut Vec<Item>, item: Item, wanted: &[(&str, &str)], there: &Old, moves: bool) {
    let same = |other: &Item| match other {
        Item::Own(tree) => matches_any(tree, wanted),
        Item::Old(index) => {
            matches!(&item, Item::Old(own) if own == index)
                || there.0.get(*index).and_then(Option::as_ref).is_some_and(|tree| matches_any(tree, wanted))
        }
    };
    let found = merged.iter().position(same);
    match found {
        Some(_) if moves => {
            merged.retain(|other| !same(other));
            merged.push(item);
        }
        Some(place) => {
            let mut at = 0_usize;
            merged.retain(|other| {
                let keep = at == place || !same(other);
                at = at.saturating_add(1);
                keep
            });
            if let Some(slot) = merged.get_mut(place) {
                *slot = item;
            }
        }
        None => merged.push(item),
    }
}
