//! Whether what an object names is among the objects of the scan.

use sekimori_model::inventory::{Facts, Inventory, Service, UseKind};
use sekimori_parse::kubernetes::{Pod, references};

use crate::{Sink, Text};

/// Tells whether the tree describes what runs in a namespace, so that what is not in it is likely missing.
pub(crate) fn describes(inventory: &Inventory, namespace: &str) -> bool {
    inventory.has_workloads(namespace) || inventory.has_kind("Service", namespace)
}

/// Returns the Services of that name which an object in `namespace` may mean.
pub(crate) fn services<'i>(
    inventory: &'i Inventory,
    namespace: &'i str,
    name: &'i str,
) -> impl Iterator<Item = &'i Service> {
    inventory.named("Service", namespace, name).filter_map(|item| match &item.facts {
        Facts::Service(service) => Some(service),
        _ => None,
    })
}

/// Tells whether an object that a pod uses stands in the tree or is made from one that does.
pub(crate) fn is_provided(inventory: &Inventory, kind: UseKind, namespace: &str, name: &str) -> bool {
    inventory.named(kind.kind(), namespace, name).next().is_some()
        || inventory.makers(kind, namespace, name).next().is_some()
}

/// What every namespace has without anybody writing it.
///
/// # Source
/// Kubernetes, controller root-ca-cert-publisher; OpenShift service CA operator; istiod's namespace controller.
const ALWAYS_THERE: [&str; 3] = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

/// Reports each name of a kind that a pod needs and nothing in the tree provides.
pub(crate) fn report_missing(pod: &Pod<'_>, sink: &mut Sink<'_>, kind: UseKind, wanted: Text) {
    for reference in references(pod) {
        let Some(name) = reference.name.str().filter(|_| reference.kind == kind && !reference.is_optional)
        else {
            continue;
        };
        let is_there = is_provided(sink.inventory(), kind, pod.owner.namespace, name)
            || (kind == UseKind::ConfigMap && ALWAYS_THERE.contains(&name));
        if !is_there {
            sink.violated(&reference.name, wanted);
        }
    }
}
