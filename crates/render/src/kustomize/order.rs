//! The order of objects, where a kustomization asks for one.

use super::id::{Gvk, Id};
use super::objects::Objects;
use super::tree::Tree;
use super::wrong::Wrong;

/// Sorts the objects as `sortOptions` says; without those in the order `legacy`, which kubectl has for its default.
///
/// # Errors
/// A [`Wrong`] where it names no order that there is.
pub(super) fn sort(objects: &mut Objects, options: Option<&Tree>) -> Result<(), Wrong> {
    let Some(options) = options else {
        legacy_default(objects);
        return Ok(());
    };
    let legacy = options.get("legacySortOptions");
    match options.text_of("order") {
        "fifo" if legacy.is_none() => Ok(()),
        "fifo" => Err(Wrong::refused(&options.at, "`legacySortOptions` are for the order `legacy`")),
        "legacy" => {
            let kinds = |field: &str| legacy.map(|legacy| strings(legacy.items_of(field)));
            let first =
                kinds("orderFirst").unwrap_or_else(|| FIRST.iter().map(|kind| (*kind).to_owned()).collect());
            let last =
                kinds("orderLast").unwrap_or_else(|| LAST.iter().map(|kind| (*kind).to_owned()).collect());
            legacy_sort(objects, &first, &last);
            Ok(())
        }
        _ => Err(Wrong::refused(&options.at, "the order is `fifo` or `legacy`")),
    }
}

fn strings(items: &[Tree]) -> Vec<String> {
    items.iter().filter_map(Tree::raw).map(str::to_owned).collect()
}

/// Sorts by the rank of kinds, then by group, version and kind, then by namespace and name.
pub(super) fn legacy_sort(objects: &mut Objects, first: &[String], last: &[String]) {
    let rank = |gvk: &Gvk| {
        let in_last = last.iter().rposition(|kind| *kind == gvk.kind).map(|at| (2, at));
        let in_first = first.iter().rposition(|kind| *kind == gvk.kind).map(|at| (0, at));
        in_last.or(in_first).unwrap_or((1, 0))
    };
    objects.0.sort_by_cached_key(|object| {
        let id = object.id();
        (rank(&id.gvk), kind_text(&id.gvk), id_text(&id))
    });
}

/// Sorts in the order that was the default once.
pub(super) fn legacy_default(objects: &mut Objects) {
    let own = |list: &[&str]| list.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
    legacy_sort(objects, &own(&FIRST), &own(&LAST));
}

fn or<'t>(text: &'t str, other: &'t str) -> &'t str {
    if text.is_empty() { other } else { text }
}

fn kind_text(gvk: &Gvk) -> String {
    format!("{}_{}_{}", or(&gvk.group, "~G"), or(&gvk.version, "~V"), or(&gvk.kind, "~K"))
}

fn id_text(id: &Id) -> String {
    format!("{}|{}|{}", kind_text(&id.gvk), or(&id.namespace, "~X"), or(&id.name, "~N"))
}

const FIRST: [&str; 22] = [
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
];
const LAST: [&str; 2] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
