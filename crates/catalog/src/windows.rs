//! Pods on Windows, which what is about Linux alone does not concern.

use sekimori_model::{NotApplicable, Version};
use sekimori_parse::kubernetes::{Os, Pod};

use crate::Sink;
use crate::sink::Violation;

/// Tells whether the restricted level leaves out `pod` because it runs on Windows, and says so to `sink`.
///
/// # Source
/// Kubernetes v1.37, pod-security-admission: checks `allowPrivilegeEscalation`, `capabilities_restricted` and
/// `seccompProfile_restricted`, which read `spec.os.name` from 1.25.
pub(crate) fn is_exempt(pod: &Pod<'_>, sink: &mut Sink<'_>) -> bool {
    let exempt = sink.version() >= Version::v1(25) && pod.os == Os::Windows;
    if exempt {
        sink.not_applicable(NotApplicable::WindowsPod);
    }
    exempt
}

/// Tells whether a pod runs on Windows, also where only its node selector says so, and says so to `sink`.
///
/// For rules that admission does not have; what it has is judged as it does, by `spec.os.name` alone.
pub(crate) fn is_left_out(pod: &Pod<'_>, sink: &mut Sink<'_>) -> bool {
    let left_out = is_windows(pod);
    if left_out {
        sink.not_applicable(NotApplicable::WindowsPod);
    }
    left_out
}

/// Tells whether a pod runs on Windows, also where only its node selector says so.
pub(crate) fn is_windows(pod: &Pod<'_>) -> bool {
    pod.os == Os::Windows || pod.spec.at("nodeSelector").key("kubernetes.io/os").text() == Some("windows")
}

impl Violation {
    /// Withholds the repair from a pod on Windows: it is of a field that only Linux has.
    pub(crate) fn on_linux_alone(&mut self, pod: &Pod<'_>) -> &mut Self {
        if is_windows(pod) {
            self.patch = None;
        }
        self
    }
}
