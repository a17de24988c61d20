//! Fields by path, in objects of a kind.

use super::id::Gvk;
use super::tree::{Kind, Map, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// Which field of which objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    pub(super) gvk: Gvk,
    pub(super) path: String,
    /// Whether the field is made where it is missing.
    pub(super) create: bool,
}

/// What is made at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Make {
    Nothing,
    Scalar,
    Map,
}

impl Spec {
    pub(super) fn new(kind: &str, path: &str, create: bool) -> Self {
        Self { gvk: Gvk { kind: kind.to_owned(), ..Gvk::default() }, path: path.to_owned(), create }
    }

    /// Gives every field that the path leads to in `object` to `change`.
    ///
    /// # Errors
    /// A [`Wrong`] where the path leads through a scalar, or `change` refuses.
    pub(super) fn each(
        &self,
        object: &mut Tree,
        make: Make,
        budget: &Budget<'_>,
        change: &mut dyn FnMut(&mut Tree) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        let gvk = Gvk::new(object.text_of("apiVersion"), object.text_of("kind"));
        if !gvk.is_selected(&self.gvk) {
            return Ok(());
        }
        let path = split(&self.path);
        let make = if self.create { make } else { Make::Nothing };
        walk(object, &path, make, budget, change)
    }
}

fn walk(
    tree: &mut Tree,
    path: &[String],
    make: Make,
    budget: &Budget<'_>,
    change: &mut dyn FnMut(&mut Tree) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    budget.step(1)?;
    let _level = budget.deeper()?;
    let Some((step, rest)) = path.split_first() else { return change(tree) };
    let at = tree.at.clone();
    match &mut tree.kind {
        Kind::Null { .. } => Ok(()),
        Kind::List(items) => items.iter_mut().try_for_each(|item| walk(item, path, make, budget, change)),
        Kind::Map(map) => {
            let (name, is_list) = step.strip_suffix("[]").map_or((step.as_str(), false), |name| (name, true));
            let makes = make != Make::Nothing && !is_list;
            if makes && map.get(name).is_none_or(Tree::is_null) {
                let new = if rest.is_empty() && make == Make::Scalar {
                    Tree { kind: Kind::Null { explicit: false }, at }
                } else {
                    Tree::map(Map::default(), at)
                };
                map.set(name, new);
            }
            match map.get_mut(name) {
                Some(value) if !rest.is_empty() || makes || !value.is_null() => {
                    walk(value, rest, make, budget, change)
                }
                _ => Ok(()),
            }
        }
        _ => Err(Wrong::refused(&at, format!("the path leads through a scalar at `{step}`"))),
    }
}

/// Takes a path apart at its slashes; `\/` is one that belongs to a name.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let mut open = false;
    for part in path.split('/') {
        let (text, escaped) = part.strip_suffix('\\').map_or((part, false), |text| (text, true));
        match steps.last_mut() {
            Some(last) if open => {
                last.push('/');
                last.push_str(text);
            }
            _ => steps.push(text.to_owned()),
        }
        open = escaped;
    }
    steps
}
