//! Which containers mount a volume, and where.

use std::collections::BTreeMap;

use sekimori_parse::kubernetes::{Container, Field, Pod};

/// A volume as one container mounts it.
#[derive(Debug)]
pub(crate) struct Mount<'p, 'a> {
    pub(crate) container: &'p Container<'a>,
    /// The item of `volumeMounts`.
    pub(crate) field: Field<'a>,
}

/// Returns the mounts of a pod by the name of their volume. Looked up once for a pod: a hostile one has as many volumes
/// as mounts.
pub(crate) fn by_volume<'p, 'a>(pod: &'p Pod<'a>) -> BTreeMap<&'a str, Vec<Mount<'p, 'a>>> {
    let mut mounts: BTreeMap<&str, Vec<Mount<'p, 'a>>> = BTreeMap::new();
    for container in pod.containers() {
        for field in container.field.at("volumeMounts").items("name") {
            if let Some(volume) = field.at("name").str() {
                mounts.entry(volume).or_default().push(Mount { container, field });
            }
        }
    }
    mounts
}
