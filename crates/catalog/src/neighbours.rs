//! Whether what an object names is among the objects of the scan.

use sekimori_model::inventory::{Facts, Inventory, Labels, Selector, Service, UseKind};
use sekimori_parse::kubernetes::{Pod, references};

use crate::{Sink, Text};

/// Tells whether the tree describes what runs in a namespace, so that what is not in it is likely missing.
pub(crate) fn describes(inventory: &Inventory, namespace: &str) -> bool {
    inventory.has_workloads(namespace) || inventory.has_kind("Service", namespace)
}

/// Labels that controllers of Kubernetes give to pods beside those of the template.
///
/// # Source
/// Kubernetes, "Well-Known Labels, Annotations and Taints"; Argo Rollouts, "Features", pod template hash.
const GIVEN_LATER: [&str; 11] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// Tells whether a selector that asks for something likely finds no pod: the tree describes what runs in the namespace,
/// has no such pod, and nothing from which an operator makes one.
pub(crate) fn selects_nothing(inventory: &Inventory, namespace: &str, selector: &Selector) -> bool {
    let is_written = |key: &str| !GIVEN_LATER.contains(&key);
    let labels = selector.labels.0.iter().filter(|(key, _)| is_written(key)).cloned().collect();
    let expressions = selector.expressions.iter().filter(|one| is_written(&one.key)).cloned().collect();
    let selector = Selector { labels: Labels(labels), expressions };
    !selector.is_empty()
        && inventory.has_workloads(namespace)
        && inventory.selected(namespace, &selector).next().is_none()
        && !inventory.may_operator_make_pods(namespace, &selector)
}

/// Tells whether the tree likely lacks an object that it should have: it describes what runs in the namespace, and has
/// nothing from which an operator makes an object of that name. Whether it has the object itself is the caller's to ask.
pub(crate) fn lacks(inventory: &Inventory, namespace: &str, name: &str) -> bool {
    describes(inventory, namespace) && !inventory.may_operator_make(namespace, name)
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
        || inventory.may_operator_make(namespace, name)
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
