//! The exemption of Windows pods from what is about Linux alone.

use sekimori_model::{NotApplicable, Version};
use sekimori_parse::kubernetes::{Os, Pod};

use crate::Sink;

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
