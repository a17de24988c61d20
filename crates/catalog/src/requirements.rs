//! What containers ask of their node, and who else may have asked it for them.

use std::sync::Arc;

use sekimori_model::inventory::{ContainerDefaults, Facts};
use sekimori_model::{ContainerList, Version};
use sekimori_parse::kubernetes::{Container, Field, Pod};

use crate::Sink;

/// Tells whether a container runs as long as its pod does: all but plain init containers and those for debugging.
///
/// # Source
/// Kubernetes, "Sidecar Containers": an init container with `restartPolicy: Always` goes on running.
pub(crate) fn is_lasting(container: &Container<'_>) -> bool {
    match container.list {
        _ if is_part(container) => false,
        ContainerList::Containers => true,
        ContainerList::InitContainers => container.field.at("restartPolicy").text() == Some("Always"),
        ContainerList::EphemeralContainers => false,
    }
}

/// Tells whether a container may say what it needs at all.
///
/// # Source
/// Kubernetes, "Ephemeral Containers": `resources` is not allowed in them.
pub(crate) fn may_ask(container: &Container<'_>) -> bool {
    container.list != ContainerList::EphemeralContainers && !is_part(container)
}

/// Tells whether a container is only a part of one, as in a patch: a whole one has an image.
fn is_part(container: &Container<'_>) -> bool {
    !container.field.at("image").is_present()
}

/// Returns the resources of the pod as a whole, where the version looks at them.
///
/// # Source
/// Kubernetes, "Resource Management for Pods and Containers": pod-level resources are on by default since 1.34.
pub(crate) fn of_pod<'a>(pod: &Pod<'a>, sink: &Sink<'_>) -> Option<Field<'a>> {
    (sink.version() >= Version::v1(34)).then(|| pod.spec.at("resources"))
}

/// Tells whether the pod as a whole has a limit of the resource, or a LimitRange of its namespace gives one.
pub(crate) fn has_limit_elsewhere(pod: &Pod<'_>, resource: &'static str, sink: &Sink<'_>) -> bool {
    let of_pod = of_pod(pod, sink);
    of_pod.is_some_and(|all| all.at("limits").at(resource).is_present())
        || is_given(pod, sink, |defaults| &defaults.limits, resource)
}

/// Tells whether the pod as a whole has a request of the resource, or a LimitRange of its namespace gives one. A limit
/// counts: the request is taken from it.
pub(crate) fn has_request_elsewhere(pod: &Pod<'_>, resource: &'static str, sink: &Sink<'_>) -> bool {
    let of_pod = of_pod(pod, sink);
    let has = |all: &Field<'_>| {
        all.at("requests").at(resource).is_present() || all.at("limits").at(resource).is_present()
    };
    of_pod.is_some_and(|all| has(&all)) || is_given(pod, sink, |defaults| &defaults.requests, resource)
}

fn is_given(
    pod: &Pod<'_>,
    sink: &Sink<'_>,
    of: fn(&ContainerDefaults) -> &[Arc<str>],
    resource: &str,
) -> bool {
    // Not more of them, so that a namespace full of them costs nothing. 100: real ones have one or two.
    let mut ranges = sink.inventory().of_kind("LimitRange", pod.owner.namespace).take(100);
    ranges.any(|item| match &item.facts {
        Facts::LimitRange(defaults) => of(defaults).iter().any(|given| **given == *resource),
        _ => false,
    })
}

/// Returns request and limit of each resource that both may be given of.
pub(crate) fn pairs<'a>(resources: &Field<'a>) -> [(Field<'a>, Field<'a>); 3] {
    ["cpu", "memory", "ephemeral-storage"]
        .map(|name| (resources.at("requests").at(name), resources.at("limits").at(name)))
}
