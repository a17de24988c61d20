//! Which ServiceAccount a pod runs as.

use sekimori_parse::kubernetes::{Field, Pod};

/// Returns the name of the ServiceAccount that a pod runs as.
///
/// # Source
/// Kubernetes API reference, `PodSpec`: `serviceAccount` is the old name of `serviceAccountName`; without both the
/// account is `default`.
pub(crate) fn account_of<'a>(pod: &Pod<'a>) -> &'a str {
    let fields = [pod.spec.at("serviceAccountName"), pod.spec.at("serviceAccount")];
    fields.iter().filter_map(Field::text).find(|name| !name.is_empty()).unwrap_or("default")
}
