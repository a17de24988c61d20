//! Mappings that lose their last entry and mean nothing without one: they go as a whole.
//!
//! Only those whose emptiness says the same as their absence: `emptyDir: {}` and `podSelector: {}` say a lot.

use super::intent::Intent;
use super::layout::{Id, Layout, Pair, Shape};

/// Has each such mapping go that `intent` empties; one that was empty before stays.
pub(super) fn dissolve(layout: &Layout<'_>, intent: &mut Intent) {
    if let Some(root) = layout.root() {
        look(layout, root, "", intent);
    }
}

/// `key` is that of the node, or nothing for an item.
fn look(layout: &Layout<'_>, id: Id, key: &str, intent: &mut Intent) {
    let Intent::Into { below, .. } = intent else { return };
    match layout.part(id).map(|part| &part.shape) {
        Some(Shape::Mapping { pairs, .. }) => {
            // What a merge key brings in would show where the own entry has gone.
            let merges = pairs.iter().any(|pair| layout.text(pair.key) == Some("<<"));
            for pair in pairs {
                let Some(own) = layout.text(pair.key) else { continue };
                let Some(inner) = below.get_mut(own) else { continue };
                look(layout, pair.value, own, inner);
                if !merges && means_nothing(key, own) {
                    empty(layout, pair, inner);
                }
            }
        }
        Some(Shape::Sequence { items, .. }) => {
            for (step, inner) in below {
                let item = step.parse::<usize>().ok().and_then(|at| items.get(at));
                if let Some(item) = item {
                    look(layout, *item, "", inner);
                }
            }
        }
        _ => {}
    }
}

/// Tells whether the value of `key`, in the mapping at `parent`, may as well be absent where it is empty.
///
/// # Source
/// Kubernetes API reference: `ObjectMeta` has both as optional maps, `PodTemplateSpec` and `JobTemplateSpec` the metadata.
fn means_nothing(parent: &str, key: &str) -> bool {
    match key {
        "annotations" | "labels" => parent == "metadata",
        "metadata" => matches!(parent, "template" | "jobTemplate"),
        _ => false,
    }
}

/// Turns the intent for the value of a pair, if all of it goes and nobody else names it.
fn empty(layout: &Layout<'_>, pair: &Pair, intent: &mut Intent) {
    let Intent::Into { below, appended } = intent else { return };
    let (Some(key), Some(value)) = (layout.part(pair.key), layout.part(pair.value)) else { return };
    let Shape::Mapping { pairs, .. } = &value.shape else { return };
    let is_own = !(key.is_named || value.is_named || value.is_shared || value.is_tagged);
    let gone =
        |pair: &Pair| layout.text(pair.key).and_then(|key| below.get(key)).is_some_and(Intent::is_removal);
    // Nothing may come into it either.
    let is_all = !pairs.is_empty() && pairs.iter().all(gone) && below.values().all(Intent::is_removal);
    if is_own && is_all && appended.is_empty() && pair.after.is_some() {
        *intent = Intent::Dissolve { below: std::mem::take(below) };
    }
}
