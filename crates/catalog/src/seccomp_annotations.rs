//! Annotations that once gave pods and containers a seccomp profile.
//!
//! # Source
//! <https://kubernetes.io/docs/reference/labels-annotations-taints/#seccomp-security-alpha-kubernetes-io-pod>

use sekimori_parse::kubernetes::{Container, Field, Pod};
use serde_json::{Value, json};

const POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// Returns the annotations of a pod, each with the name of its container; none where it is the pod's.
pub(crate) fn of<'a>(pod: &Pod<'a>) -> Vec<(Option<&'a str>, Field<'a>)> {
    let whole = pod.annotations(POD).into_iter().filter(|(key, _)| *key == POD);
    let each = pod.annotations(CONTAINER_PREFIX).into_iter();
    whole.chain(each).map(|(key, field)| (key.strip_prefix(CONTAINER_PREFIX), field)).collect()
}

/// Returns which annotation speaks of a container: its own, else the pod's.
pub(crate) fn of_container<'f, 'a>(
    container: &Container<'_>,
    annotations: &'f [(Option<&'a str>, Field<'a>)],
) -> Option<&'f Field<'a>> {
    let of = |name: Option<&str>| annotations.iter().find(|(of, _)| *of == name).map(|(_, field)| field);
    of(Some(container.name)).or_else(|| of(None))
}

/// The field's value for an annotation's; none for `unconfined` and what is no profile at all.
pub(crate) fn profile(annotation: &str) -> Option<Value> {
    match annotation {
        "runtime/default" | "docker/default" => Some(json!({ "type": "RuntimeDefault" })),
        _ => {
            let path = annotation.strip_prefix("localhost/").filter(|path| !path.is_empty())?;
            Some(json!({ "type": "Localhost", "localhostProfile": path }))
        }
    }
}
