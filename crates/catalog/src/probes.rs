//! How the kubelet asks a container how it is.

use sekimori_model::ContainerList;
use sekimori_parse::kubernetes::{Container, Field, Pod};

use crate::replicas::REPLICATED;

/// Returns the containers that serve for as long as their pod exists, and so are asked: those of `containers`, in what
/// keeps its pods running.
pub(crate) fn served<'p, 'a>(pod: &'p Pod<'a>) -> impl Iterator<Item = &'p Container<'a>> {
    let owner = (pod.owner.group, pod.owner.kind);
    let serves = REPLICATED.contains(&owner) || pod.owner.kind == "DaemonSet";
    pod.containers().iter().filter(move |container| serves && container.list == ContainerList::Containers)
}

/// What a probe asks, in a form that can be compared; none where it asks nothing.
pub(crate) fn question(probe: &Field<'_>) -> Option<Vec<String>> {
    for path in ["httpGet", "tcpSocket", "grpc"] {
        let handler = probe.at(path);
        if handler.is_present() {
            let mut said: Vec<String> = handler
                .entries("")
                .iter()
                .filter_map(|(key, value)| Some(format!("{path}.{key}={}", value.text()?)))
                .collect();
            said.sort();
            return Some(said);
        }
    }
    let command = probe.at("exec.command").items("");
    let command: Vec<String> = command.iter().filter_map(Field::text).map(str::to_owned).collect();
    (!command.is_empty()).then_some(command)
}

/// For how many seconds a probe may fail until it counts.
///
/// # Source
/// Kubernetes API reference, `Probe`: every 10 seconds, 3 times, where nothing else is said.
pub(crate) fn patience_seconds(probe: &Field<'_>) -> i64 {
    let count = probe.at("failureThreshold").int().unwrap_or(3);
    count.saturating_mul(probe.at("periodSeconds").int().unwrap_or(10))
}
