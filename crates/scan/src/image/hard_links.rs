//! Hard links: names of one file, of which a later layer may take away some.
//!
//! The content is read under the name that the layer has it by. Where a later layer takes that name away and leaves another
//! one, the file is still there, and what was read of it is told under the name that is left.

use std::collections::HashMap;
use std::sync::Arc;

use sekimori_parse::packages::{Sort, readers_of};

use super::layer::Layer;
use super::stack::Stack;

/// Hard links that lead to one another; more than one is none that an archiver writes.
const MOST_LINKS: usize = 8;

/// Tells what was read of files under a name that is still there, where one is.
pub(super) fn rename(layers: &mut [Layer], stack: &Stack) {
    for (index, layer) in layers.iter_mut().enumerate() {
        let left = left(layer, index, stack);
        if left.is_empty() {
            continue;
        }
        let name = |path: &mut Arc<str>| {
            if let Some(to) = left.get(&**path) {
                *path = Arc::clone(to);
            }
        };
        layer.hits.iter_mut().for_each(|hit| name(&mut hit.path));
        layer.gaps.iter_mut().for_each(|(path, _)| name(path));
        for told in &mut layer.told {
            // A database of packages is one by its name; a program or an archive by what it holds.
            let is_by_name = readers_of(&told.path, Sort::Installed).next().is_some();
            let to = left.get(&*told.path);
            let is_read = |to: &&Arc<str>| !is_by_name || readers_of(to, Sort::Installed).next().is_some();
            if let Some(to) = to.filter(is_read) {
                for package in &mut told.found.packages {
                    if package.found_in.path == told.path {
                        package.found_in.path = Arc::clone(to);
                    }
                }
                told.path = Arc::clone(to);
            }
        }
    }
}

/// For each file of a layer that is gone under its own name: the first of its other names that is still there.
fn left(layer: &Layer, index: usize, stack: &Stack) -> HashMap<Arc<str>, Arc<str>> {
    let to: HashMap<&str, &Arc<str>> = layer.links.iter().map(|(path, to)| (&**path, to)).collect();
    let mut left = HashMap::new();
    for (path, first) in &layer.links {
        let mut file = first;
        for _ in 0..MOST_LINKS {
            let Some(next) = to.get(&**file) else { break };
            file = next;
        }
        if !left.contains_key(file) && !stack.is_there(file, index) && stack.is_there(path, index) {
            left.insert(Arc::clone(file), Arc::clone(path));
        }
    }
    left
}
