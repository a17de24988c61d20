//! The objects of a build, in order.

use std::collections::HashSet;

use super::id::Id;
use super::resource::{Behavior, Resource};
use super::tree::{Entry, Tree};
use super::wrong::Wrong;
use crate::{Budget, Fault};

/// Objects in the order in which they were named.
#[derive(Debug, Default)]
pub(super) struct Objects(pub(super) Vec<Resource>);

/// How many objects an overlay may have: bases that are taken twice on every level become any number.
const MAX_OBJECTS: usize = 10_000;

/// What [`Objects`] tell apart.
fn key(id: &Id) -> (Id, String) {
    let namespace = id.effective_namespace().to_owned();
    (Id { namespace: String::new(), ..id.clone() }, namespace)
}

impl Objects {
    /// Adds objects.
    ///
    /// # Errors
    /// A [`Wrong`] where one of them is there already.
    pub(super) fn add(&mut self, more: Vec<Resource>, budget: &Budget<'_>) -> Result<(), Wrong> {
        let all = self.0.len().saturating_add(more.len());
        budget.step(count(all))?;
        if all > MAX_OBJECTS {
            return Err(Fault::Bound(format!("more than {MAX_OBJECTS} objects in one overlay")).into());
        }
        let mut seen: HashSet<_> = self.0.iter().map(|object| key(&object.id())).collect();
        for object in more {
            if !seen.insert(key(&object.id())) {
                let detail = format!(
                    "{} is there already, from another resource or generator: give one of them another name",
                    object.label()
                );
                return Err(Wrong::refused(&object.tree.at, detail));
            }
            self.0.push(object);
        }
        Ok(())
    }

    /// Finds the places of the objects that match by what they are or were.
    pub(super) fn find_any(
        &self,
        budget: &Budget<'_>,
        matches: impl Fn(&Id) -> bool,
    ) -> Result<Vec<usize>, Fault> {
        budget.step(count(self.0.len()))?;
        let found = self.0.iter().enumerate().filter(|(_, object)| object.ids().iter().any(&matches));
        Ok(found.map(|(place, _)| place).collect())
    }

    /// Takes in what a generator made: as a new object, or into the one of its name.
    ///
    /// # Errors
    /// A [`Wrong`] where its behavior does not fit what is there.
    pub(super) fn absorb(&mut self, mut made: Resource, budget: &Budget<'_>) -> Result<(), Wrong> {
        let id = made.id();
        let at = made.tree.at.clone();
        let found = self.find_any(budget, |other| other.is_same(&id))?;
        let label = made.label();
        match (found.as_slice(), made.behavior) {
            ([], Behavior::Create) => self.add(vec![made], budget),
            ([], _) => {
                let detail = format!(
                    "{label} does not exist, so it cannot be merged or replaced: use `behavior: create`"
                );
                Err(Wrong::refused(&at, detail))
            }
            ([_], Behavior::Create) => {
                let detail =
                    format!("{label} exists already: use `behavior: merge` or `replace`, or another name");
                Err(Wrong::refused(&at, detail))
            }
            ([place], behavior) => {
                let Some(old) = self.0.get_mut(*place) else { return Ok(()) };
                take_metadata(&mut made, old, budget)?;
                if behavior == Behavior::Merge {
                    for field in ["data", "binaryData"] {
                        merge_field(&mut made.tree, &old.tree, field, budget)?;
                    }
                    made.origin.clone_from(&old.origin);
                }
                *old = made;
                Ok(())
            }
            _ => Err(Wrong::refused(&at, format!("several objects could be the {label} that is merged"))),
        }
    }

    /// Takes objects of which nothing is left away.
    pub(super) fn drop_empty(&mut self) {
        self.0.retain(|object| !object.is_empty());
    }
}

fn take_metadata(made: &mut Resource, old: &Resource, budget: &Budget<'_>) -> Result<(), Fault> {
    for field in ["labels", "annotations"] {
        if let (Some(metadata), Some(mine)) = (old.tree.get("metadata"), made.tree.as_map_mut()) {
            let Some(mine) = mine.get_mut("metadata") else { continue };
            merge_field(mine, metadata, field, budget)?;
        }
    }
    let (name, namespace) = (old.name().to_owned(), old.namespace().to_owned());
    made.set_name(&name);
    made.set_namespace(&namespace);
    made.take_history(old);
    Ok(())
}

/// Adds to the mapping `field` what it has in `from` and not here.
fn merge_field(into: &mut Tree, from: &Tree, field: &str, budget: &Budget<'_>) -> Result<(), Fault> {
    let Some(theirs) = from.get(field).and_then(Tree::as_map) else { return Ok(()) };
    let at = from.get(field).and_then(|tree| tree.at.clone());
    let Some(mine) = into.as_map_mut().and_then(|map| map.child(field, &at)) else { return Ok(()) };
    let there: HashSet<_> = mine.0.iter().map(|entry| entry.key.clone()).collect();
    for entry in &theirs.0 {
        if !there.contains(&entry.key) {
            let value = entry.value.copied(budget)?;
            mine.0.push(Entry { key: entry.key.clone(), at: entry.at.clone(), value });
        }
    }
    Ok(())
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
