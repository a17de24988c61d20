//! The kinds that say how volumes are made.

/// Classes of volumes, and volumes that were made by hand.
pub(crate) const CLASSES_AND_VOLUMES: &[(&str, &str)] =
    &[("storage.k8s.io", "StorageClass"), ("", "PersistentVolume")];
