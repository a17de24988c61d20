//! JSON patches.
//!
//! # Source
//! RFC 6902 and RFC 6901; indexes below zero count from the end, as the library that Kustomize uses has it.

use super::tree::{Kind, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// Applies the operations of a patch, one after the other.
///
/// # Errors
/// A [`Wrong`] where one of them cannot be applied.
pub(super) fn apply(object: &mut Tree, operations: &[Tree], budget: &Budget<'_>) -> Result<(), Wrong> {
    for operation in operations {
        budget.step(1)?;
        one(object, operation, budget).map_err(|wrong| wrong.or_at(&operation.at))?;
    }
    Ok(())
}

fn one(object: &mut Tree, operation: &Tree, budget: &Budget<'_>) -> Result<(), Wrong> {
    let refused = |detail: String| Wrong::refused(&operation.at, detail);
    let path =
        steps(operation.text_of("path")).ok_or_else(|| refused("a path begins with `/`".to_owned()))?;
    let from =
        || steps(operation.text_of("from")).ok_or_else(|| refused("a path begins with `/`".to_owned()));
    let value = || match operation.as_map().and_then(|map| map.get("value")) {
        Some(value) => value.copied(budget).map_err(Wrong::from),
        None => Ok(Tree::null(operation.at.clone())),
    };
    match operation.text_of("op") {
        "add" => add(object, &path, value()?),
        "remove" => remove(object, &path).map(|_| ()),
        "replace" => {
            let value = value()?;
            // As with the library that Kustomize uses, a key need not be there.
            if let Some(slot) = find(object, &path) {
                *slot = value;
                return Ok(());
            }
            let parent = path.split_last().and_then(|(_, parent)| find(object, parent));
            if parent.is_none_or(|parent| parent.as_map().is_none()) {
                return Err(missing(operation.text_of("path")));
            }
            add(object, &path, value)
        }
        "move" => {
            let value = remove(object, &from()?)?;
            add(object, &path, value)
        }
        "copy" => {
            let value =
                find(object, &from()?).ok_or_else(|| missing(operation.text_of("from")))?.copied(budget)?;
            add(object, &path, value)
        }
        "test" => {
            let wanted = value()?;
            let same = match find(object, &path) {
                Some(found) => found.is_same(&wanted),
                None => wanted.is_null(),
            };
            if same {
                Ok(())
            } else {
                Err(refused(format!("the test of `{}` failed", operation.text_of("path"))))
            }
        }
        _ => Err(refused("an operation is `add`, `remove`, `replace`, `move`, `copy` or `test`".to_owned())),
    }
}

fn missing(path: &str) -> Wrong {
    Wrong::refused(&None, format!("the object has nothing at `{path}`"))
}

fn steps(path: &str) -> Option<Vec<String>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    let rest = path.strip_prefix('/')?;
    Some(rest.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

fn find<'t>(tree: &'t mut Tree, path: &[String]) -> Option<&'t mut Tree> {
    let mut tree = tree;
    for step in path {
        tree = match &mut tree.kind {
            Kind::Map(map) => map.get_mut(step)?,
            Kind::List(items) => {
                let place = index(step, items.len())?;
                items.get_mut(place)?
            }
            _ => return None,
        };
    }
    Some(tree)
}

/// Reads an index of a list; those below zero count from the end.
fn index(step: &str, len: usize) -> Option<usize> {
    match step.strip_prefix('-') {
        Some(back) => len.checked_sub(back.parse().ok()?),
        None => step.parse().ok(),
    }
}

fn add(object: &mut Tree, path: &[String], value: Tree) -> Result<(), Wrong> {
    let Some((last, parents)) = path.split_last() else {
        *object = value;
        return Ok(());
    };
    let parent = find(object, parents).ok_or_else(|| missing(&shown(parents)))?;
    match &mut parent.kind {
        Kind::Map(map) => map.set(last, value),
        Kind::List(items) if last == "-" => items.push(value),
        Kind::List(items) => {
            let len = items.len();
            let place = index(last, len.saturating_add(1)).filter(|place| *place <= len);
            items.insert(place.ok_or_else(|| missing(&shown(path)))?, value);
        }
        _ => return Err(missing(&shown(parents))),
    }
    Ok(())
}

fn remove(object: &mut Tree, path: &[String]) -> Result<Tree, Wrong> {
    let (last, parents) = path.split_last().ok_or_else(|| missing(""))?;
    let parent = find(object, parents).ok_or_else(|| missing(&shown(path)))?;
    let removed = match &mut parent.kind {
        Kind::Map(map) => map.remove(last),
        Kind::List(items) => {
            let place = index(last, items.len()).filter(|place| *place < items.len());
            place.map(|place| items.remove(place))
        }
        _ => None,
    };
    removed.ok_or_else(|| missing(&shown(path)))
}

fn shown(path: &[String]) -> String {
    let steps: Vec<String> = path.iter().map(|step| step.replace('~', "~0").replace('/', "~1")).collect();
    format!("/{}", steps.join("/"))
}
