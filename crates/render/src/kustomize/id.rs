//! What objects are told apart by.

/// Group, version and kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Gvk {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
}

/// An object's group, version, kind, namespace and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Id {
    pub(super) gvk: Gvk,
    pub(super) name: String,
    pub(super) namespace: String,
}

impl Gvk {
    /// Takes an `apiVersion` apart.
    pub(super) fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
    }

    /// Tells whether what `selector` names of group, version and kind is the same here.
    pub(super) fn is_selected(&self, selector: &Gvk) -> bool {
        let same = |wanted: &str, own: &str| wanted.is_empty() || wanted == own;
        same(&selector.group, &self.group)
            && same(&selector.version, &self.version)
            && same(&selector.kind, &self.kind)
    }

    /// Tells whether objects of that kind are known to stand in no namespace.
    pub(super) fn is_cluster_scoped(&self) -> bool {
        CLUSTER_SCOPED.iter().any(|(group, versions, kinds)| {
            self.group == *group
                && versions.contains(&self.version.as_str())
                && kinds.contains(&self.kind.as_str())
        })
    }
}

impl Id {
    /// Returns the namespace that counts: `default` for none, and a word of its own for what stands in none.
    pub(super) fn effective_namespace(&self) -> &str {
        if self.gvk.is_cluster_scoped() {
            "_non_namespaceable_"
        } else if self.namespace.is_empty() {
            "default"
        } else {
            &self.namespace
        }
    }

    /// Tells whether both name the same object.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.gvk == other.gvk
            && self.name == other.name
            && self.effective_namespace() == other.effective_namespace()
    }

    /// Tells whether what `selector` names is the same here.
    pub(super) fn is_selected_by(&self, selector: &Self) -> bool {
        (selector.namespace.is_empty() || self.namespace_is(&selector.namespace))
            && (selector.name.is_empty() || selector.name == self.name)
            && self.gvk.is_selected(&selector.gvk)
    }

    fn namespace_is(&self, namespace: &str) -> bool {
        self.effective_namespace() == namespace
    }
}

type Kinds = (&'static str, &'static [&'static str], &'static [&'static str]);

/// # Source
/// The API of Kubernetes 1.21, which Kustomize carries; to it, newer kinds stand in namespaces.
const CLUSTER_SCOPED: &[Kinds] = &[
    (
        "admissionregistration.k8s.io",
        &["v1", "v1beta1"],
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    ),
    ("apiextensions.k8s.io", &["v1", "v1beta1"], &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io", &["v1", "v1beta1"], &["APIService"]),
    ("authentication.k8s.io", &["v1", "v1beta1"], &["TokenReview"]),
    (
        "authorization.k8s.io",
        &["v1", "v1beta1"],
        &["SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
    ),
    ("certificates.k8s.io", &["v1", "v1beta1"], &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io", &["v1beta1"], &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io", &["v1", "v1beta1"], &["IngressClass"]),
    ("node.k8s.io", &["v1", "v1beta1"], &["RuntimeClass"]),
    ("policy", &["v1beta1"], &["PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io", &["v1", "v1beta1"], &["ClusterRole", "ClusterRoleBinding"]),
    ("scheduling.k8s.io", &["v1", "v1beta1"], &["PriorityClass"]),
    ("storage.k8s.io", &["v1", "v1beta1"], &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"]),
    ("", &["v1"], &["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"]),
];
