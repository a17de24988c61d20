//! How many pods a workload is to have, and who says so.

use std::collections::BTreeMap;

use sekimori_model::inventory::{Inventory, Item, Workload};
use sekimori_parse::kubernetes::{Field, Object};

/// The kinds that have `spec.replicas` and serve for as long as they exist.
pub(crate) const REPLICATED: &[(&str, &str)] = &[
    ("", "ReplicationController"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("apps.kruise.io", "CloneSet"),
    ("apps.kruise.io", "StatefulSet"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("argoproj.io", "Rollout"),
    ("extensions", "Deployment"),
    ("extensions", "ReplicaSet"),
];

/// Returns the least number of pods that autoscalers keep; none where nothing scales the workload.
fn scaled(inventory: &Inventory, kind: &str, namespace: &str, name: &str) -> Option<i64> {
    let all = inventory.autoscalers(kind, namespace, name);
    // A ScaledObject of KEDA goes down to none unless told otherwise.
    let least = all.map(|(item, scaler)| scaler.min.unwrap_or(i64::from(*item.kind != *"ScaledObject")));
    least.min()
}

/// Tells whether an autoscaler sets the number of pods of an object.
pub(crate) fn is_scaled(object: &Object<'_>, inventory: &Inventory) -> bool {
    scaled(inventory, object.kind, object.namespace, object.name).is_some()
}

/// Returns the least number of pods that an object is to have; one where it does not say, as the API server does.
pub(crate) fn least(object: &Object<'_>, top: &Field<'_>, inventory: &Inventory) -> i64 {
    scaled(inventory, object.kind, object.namespace, object.name)
        .unwrap_or_else(|| top.at("spec.replicas").int().unwrap_or(1))
}

/// Returns how many pods workloads are to have together at least; none where that depends on the nodes or ends.
pub(crate) fn least_of<'i>(
    inventory: &'i Inventory,
    workloads: impl Iterator<Item = (&'i Item, &'i Workload)>,
) -> Option<i64> {
    // A tree often has a workload twice, for several environments: the larger one counts.
    let mut all: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for (item, workload) in workloads {
        let known = (&*item.group, &*item.kind);
        if !REPLICATED.contains(&known) && known != ("", "Pod") {
            return None;
        }
        let pods = scaled(inventory, &item.kind, &item.namespace, &item.name);
        let pods = pods.or(workload.replicas).unwrap_or(1);
        let most = all.entry((&*item.kind, &*item.name)).or_insert(pods);
        *most = pods.max(*most);
    }
    (!all.is_empty()).then(|| all.values().fold(0, |sum: i64, pods| sum.saturating_add(*pods)))
}
