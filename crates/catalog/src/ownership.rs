//! The objects that somebody owns, and those that other objects make.

use sekimori_parse::kubernetes::Field;

/// What runs pods and is written by people.
pub(crate) const WORKLOADS: &[(&str, &str)] = &[
    ("", "Pod"),
    ("", "ReplicationController"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
];

/// Workloads, and the namespaces that they stand in.
pub(crate) const OWNED: &[(&str, &str)] = &[
    ("", "Namespace"),
    ("", "Pod"),
    ("", "ReplicationController"),
    ("apps", "DaemonSet"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
];

/// Tells whether another object made this one, so that its metadata are mended there.
pub(crate) fn is_made_by_another(top: &Field<'_>) -> bool {
    !top.at("metadata.ownerReferences").items("name").is_empty()
}
