//! The kinds that register admission webhooks.

const GROUP: &str = "admissionregistration.k8s.io";

/// Configurations of validating and mutating webhooks.
pub(crate) const WEBHOOKS: &[(&str, &str)] =
    &[(GROUP, "ValidatingWebhookConfiguration"), (GROUP, "MutatingWebhookConfiguration")];
