//! The capabilities that the Pod Security Standards let a container add, and the search for others.

use sekimori_parse::kubernetes::Pod;

use crate::{Sink, Text};

/// What the baseline level lets a container add: what container runtimes grant by default, without `NET_RAW`.
///
/// # Source
/// Kubernetes v1.37, pod-security-admission, check `capabilities_baseline`; the same in all versions.
const BASELINE: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Tells whether the baseline level lets a container add `name`. It compares letter by letter: neither `chown` nor
/// `CAP_CHOWN` is in the set.
pub(crate) fn is_baseline(name: &str) -> bool {
    BASELINE.contains(&name)
}

/// Tells whether the restricted level lets a container add `name`.
pub(crate) fn is_restricted(name: &str) -> bool {
    name == "NET_BIND_SERVICE"
}

/// Reports each capability that a container adds and `is_bad` names.
pub(crate) fn report_added(pod: &Pod<'_>, sink: &mut Sink<'_>, wanted: Text, is_bad: fn(&str) -> bool) {
    for container in pod.containers() {
        let add = container.field.at("securityContext.capabilities.add");
        for item in add.items("name") {
            let Some(name) = item.str_or_empty().filter(|name| is_bad(name)) else { continue };
            sink.violated(&add, wanted)
                .container(container)
                .value(name)
                .item(&item)
                .remove_unsafely()
                .on_linux_alone(pod);
        }
    }
}
