//! The API versions that Kubernetes deprecated and removed.
//!
//! # Source
//! Kubernetes, "Deprecated API Migration Guide" and the release notes of 1.9 to 1.36; a replacement counts as the same
//! where the guide notes no change of the schema or of a default.

use sekimori_model::Version;
use sekimori_parse::kubernetes::Object;

/// A version of an API that is deprecated or gone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Api {
    name: &'static str,
    kinds: &'static [&'static str],
    deprecated: Version,
    removed: Option<Version>,
    /// What takes its place, since when, and whether the same manifest is right for it.
    replacement: Option<(&'static str, Version, bool)>,
}

impl Api {
    const fn removed(self, minor: u16) -> Self {
        Self { removed: Some(Version::v1(minor)), ..self }
    }

    /// The manifest is right for the replacement as it stands.
    const fn same(self, name: &'static str, since: u16) -> Self {
        Self { replacement: Some((name, Version::v1(since), true)), ..self }
    }

    /// The manifest must be changed for the replacement.
    const fn other(self, name: &'static str, since: u16) -> Self {
        Self { replacement: Some((name, Version::v1(since), false)), ..self }
    }

    /// Tells whether `version` no longer serves it.
    pub(crate) fn is_removed(&self, version: Version) -> bool {
        self.removed.is_some_and(|removed| removed <= version)
    }

    /// Tells whether `version` serves it, but something that is to be used instead too.
    pub(crate) fn is_deprecated(&self, version: Version) -> bool {
        let is_replaceable = self.replacement.is_none_or(|(_, since, _)| since <= version);
        self.deprecated <= version && is_replaceable && !self.is_removed(version)
    }

    /// Returns the version of the API that takes the same manifest, where the cluster has it.
    pub(crate) fn same_manifest(&self, version: Version) -> Option<&'static str> {
        self.replacement.filter(|(_, since, same)| *same && *since <= version).map(|(name, ..)| name)
    }
}

const fn api(name: &'static str, kinds: &'static [&'static str], deprecated: u16) -> Api {
    Api { name, kinds, deprecated: Version::v1(deprecated), removed: None, replacement: None }
}

/// Finds what is known of the API version of an object.
pub(crate) fn of(object: &Object<'_>) -> Option<&'static Api> {
    let is = |api: &&Api| {
        let (group, version) = api.name.split_once('/').unwrap_or(("", api.name));
        object.group == group && object.version == version && api.kinds.contains(&object.kind)
    };
    APIS.iter().find(is)
}

const APIS: &[Api] = &[
    api("apps/v1beta1", &["Deployment", "ReplicaSet", "StatefulSet"], 9).removed(16).other("apps/v1", 9),
    api("apps/v1beta2", &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], 9)
        .removed(16)
        .same("apps/v1", 9),
    api("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], 9).removed(16).other("apps/v1", 9),
    api("extensions/v1beta1", &["NetworkPolicy"], 9).removed(16).same("networking.k8s.io/v1", 8),
    api("extensions/v1beta1", &["PodSecurityPolicy"], 10).removed(16).other("policy/v1beta1", 10),
    api("scheduling.k8s.io/v1alpha1", &["PriorityClass"], 14).removed(17).same("scheduling.k8s.io/v1", 14),
    api(
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        16,
    )
    .removed(22)
    .other("admissionregistration.k8s.io/v1", 16),
    api("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], 16)
        .removed(22)
        .other("apiextensions.k8s.io/v1", 16),
    api("apiregistration.k8s.io/v1beta1", &["APIService"], 10)
        .removed(22)
        .same("apiregistration.k8s.io/v1", 10),
    api("authentication.k8s.io/v1beta1", &["TokenReview"], 6)
        .removed(22)
        .other("authentication.k8s.io/v1", 6),
    api(
        "authorization.k8s.io/v1beta1",
        &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SubjectAccessReview"],
        19,
    )
    .removed(22)
    .other("authorization.k8s.io/v1", 6),
    api("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 19)
        .removed(22)
        .other("certificates.k8s.io/v1", 19),
    api("coordination.k8s.io/v1beta1", &["Lease"], 14).removed(22).same("coordination.k8s.io/v1", 14),
    api("extensions/v1beta1", &["Ingress"], 14).removed(22).other("networking.k8s.io/v1", 19),
    api("networking.k8s.io/v1beta1", &["Ingress"], 19).removed(22).other("networking.k8s.io/v1", 19),
    api("networking.k8s.io/v1beta1", &["IngressClass"], 19).removed(22).same("networking.k8s.io/v1", 19),
    api(
        "rbac.authorization.k8s.io/v1alpha1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        17,
    )
    .removed(22)
    .other("rbac.authorization.k8s.io/v1", 8),
    api(
        "rbac.authorization.k8s.io/v1beta1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        17,
    )
    .removed(22)
    .same("rbac.authorization.k8s.io/v1", 8),
    api("scheduling.k8s.io/v1beta1", &["PriorityClass"], 14).removed(22).same("scheduling.k8s.io/v1", 14),
    api("storage.k8s.io/v1beta1", &["CSIDriver"], 19).removed(22).same("storage.k8s.io/v1", 19),
    api("storage.k8s.io/v1beta1", &["CSINode"], 17).removed(22).same("storage.k8s.io/v1", 17),
    api("storage.k8s.io/v1beta1", &["StorageClass"], 6).removed(22).same("storage.k8s.io/v1", 6),
    api("storage.k8s.io/v1beta1", &["VolumeAttachment"], 13).removed(22).same("storage.k8s.io/v1", 13),
    api("audit.k8s.io/v1alpha1", &["Policy"], 21).removed(24).other("audit.k8s.io/v1", 12),
    api("audit.k8s.io/v1beta1", &["Policy"], 21).removed(24).other("audit.k8s.io/v1", 12),
    api("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 22).removed(25).other("autoscaling/v2", 23),
    api("batch/v1beta1", &["CronJob"], 21).removed(25).same("batch/v1", 21),
    api("discovery.k8s.io/v1beta1", &["EndpointSlice"], 21).removed(25).other("discovery.k8s.io/v1", 21),
    api("events.k8s.io/v1beta1", &["Event"], 19).removed(25).other("events.k8s.io/v1", 19),
    api("node.k8s.io/v1beta1", &["RuntimeClass"], 22).removed(25).same("node.k8s.io/v1", 20),
    api("policy/v1beta1", &["PodDisruptionBudget"], 21).removed(25).other("policy/v1", 21),
    api("policy/v1beta1", &["PodSecurityPolicy"], 21).removed(25),
    api("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 23).removed(26).same("autoscaling/v2", 23),
    api("flowcontrol.apiserver.k8s.io/v1beta1", &["FlowSchema"], 23)
        .removed(26)
        .same("flowcontrol.apiserver.k8s.io/v1", 29),
    api("flowcontrol.apiserver.k8s.io/v1beta1", &["PriorityLevelConfiguration"], 23)
        .removed(26)
        .other("flowcontrol.apiserver.k8s.io/v1", 29),
    api("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 24).removed(27).same("storage.k8s.io/v1", 24),
    api("flowcontrol.apiserver.k8s.io/v1beta2", &["FlowSchema"], 26)
        .removed(29)
        .same("flowcontrol.apiserver.k8s.io/v1", 29),
    api("flowcontrol.apiserver.k8s.io/v1beta2", &["PriorityLevelConfiguration"], 26)
        .removed(29)
        .other("flowcontrol.apiserver.k8s.io/v1", 29),
    api("flowcontrol.apiserver.k8s.io/v1beta3", &["FlowSchema"], 29)
        .removed(32)
        .same("flowcontrol.apiserver.k8s.io/v1", 29),
    api("flowcontrol.apiserver.k8s.io/v1beta3", &["PriorityLevelConfiguration"], 29)
        .removed(32)
        .other("flowcontrol.apiserver.k8s.io/v1", 29),
    api(
        "admissionregistration.k8s.io/v1alpha1",
        &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
        28,
    )
    .removed(33)
    .other("admissionregistration.k8s.io/v1", 30),
    api(
        "resource.k8s.io/v1alpha3",
        &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"],
        32,
    )
    .removed(34)
    .other("resource.k8s.io/v1", 34),
    api("storage.k8s.io/v1alpha1", &["VolumeAttributesClass"], 31).removed(35).other("storage.k8s.io/v1", 34),
    api("storagemigration.k8s.io/v1alpha1", &["StorageVersionMigration"], 35)
        .removed(35)
        .other("storagemigration.k8s.io/v1beta1", 35),
    api(
        "resource.k8s.io/v1beta1",
        &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"],
        33,
    )
    .removed(36)
    .other("resource.k8s.io/v1beta2", 33),
    api("storage.k8s.io/v1beta1", &["VolumeAttributesClass"], 34).other("storage.k8s.io/v1", 34),
    api("v1", &["Endpoints"], 33).other("discovery.k8s.io/v1", 21),
    api("v1", &["ComponentStatus"], 19),
];
