//! The order in which objects are read with the least work: those that are made from one another follow each other.

use std::collections::BTreeMap;

use crate::git::bases::Spot;
use crate::git::objects::Objects;

/// Sorts `wanted` (objects with their place in a pack) so that what others are made from comes before them.
///
/// Objects are not inflated for it: what an object is made from stands in its header.
pub(super) fn by_base<T: Copy>(objects: &Objects, wanted: &[(Spot, T)]) -> Vec<T> {
    let mut nodes: BTreeMap<Spot, Option<T>> = BTreeMap::new();
    for (spot, item) in wanted {
        nodes.insert(*spot, Some(*item));
    }
    let mut below: BTreeMap<Spot, Vec<Spot>> = BTreeMap::new();
    let mut open: Vec<Spot> = nodes.keys().copied().collect();
    let mut roots: Vec<Spot> = Vec::new();
    while let Some(spot) = open.pop() {
        let Some(base) = objects.base_of(spot) else {
            roots.push(spot);
            continue;
        };
        below.entry(base).or_default().push(spot);
        nodes.entry(base).or_insert_with(|| {
            open.push(base);
            None
        });
    }
    roots.sort_unstable_by(|a, b| b.cmp(a));
    let mut out = Vec::with_capacity(wanted.len());
    while let Some(spot) = roots.pop() {
        if let Some(item) = nodes.remove(&spot).flatten() {
            out.push(item);
        }
        if let Some(mut made) = below.remove(&spot) {
            made.sort_unstable_by(|a, b| b.cmp(a));
            roots.extend(made);
        }
    }
    // What is left is made from itself in a circle; reading it will tell.
    out.extend(nodes.into_values().flatten());
    out
}
