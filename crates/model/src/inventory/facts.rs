//! What each kind tells of itself.

use std::sync::Arc;

use super::{Labels, Profiles, Selector};

/// What an object's kind tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// It is a pod or makes pods.
    Workload(Box<Workload>),
    /// A Service.
    Service(Service),
    /// A NetworkPolicy.
    NetworkPolicy(NetworkPolicy),
    /// A `PodDisruptionBudget`.
    DisruptionBudget(DisruptionBudget),
    /// A `HorizontalPodAutoscaler`, or a `ScaledObject` of KEDA.
    Autoscaler(Autoscaler),
    /// A ServiceAccount.
    ServiceAccount(ServiceAccount),
    /// A LimitRange: what it gives to containers that say nothing.
    LimitRange(ContainerDefaults),
    /// A Role or `ClusterRole`.
    Role(Box<[PolicyRule]>),
    /// A `RoleBinding` or `ClusterRoleBinding`.
    Binding(Binding),
    /// An Ingress: what it sends requests to.
    Ingress(Box<[Backend]>),
    /// A ConfigMap or Secret: the keys that it has.
    Keys(Box<[Arc<str>]>),
    /// An object from which a controller or a tool makes `ConfigMaps` or Secrets, such as an `ExternalSecret`.
    Makes(Box<[Use]>),
    /// The profiles of seccomp and AppArmor that it brings to nodes.
    Profiles(Box<Profiles>),
    /// The files that a kustomization applies as patches to other objects.
    Patches(Box<[PatchFile]>),
    /// Nothing more than its name and labels.
    Plain,
}

/// A file that a kustomization applies as a patch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PatchFile {
    /// Where it stands.
    pub path: Arc<str>,
    /// Whether the kustomization says what it is applied to, so that the name in it means nothing.
    pub has_target: bool,
    /// Whether the kustomization takes objects from outside of the tree, to which it may be applied.
    pub builds_on_others: bool,
}

/// A pod, or what makes pods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workload {
    /// The labels of the pods.
    pub pod_labels: Labels,
    /// The ServiceAccount, `default` where none is named.
    pub service_account: Arc<str>,
    /// `automountServiceAccountToken` of the pod.
    pub automount: Option<bool>,
    /// `replicas`, where the kind has it and it is given.
    pub replicas: Option<i64>,
    /// `runtimeClassName`.
    pub runtime_class: Option<Arc<str>>,
    /// Whether it uses the network of its node, where NetworkPolicy does not reach it.
    pub host_network: bool,
    /// Whether the pod says that it is for Windows.
    pub is_windows: bool,
    /// The objects that the pods use by name.
    pub uses: Box<[Use]>,
    /// The ports of its containers: name (or empty) and number.
    pub ports: Box<[(Arc<str>, i64)]>,
    /// The image references of its containers.
    pub images: Box<[Arc<str>]>,
}

/// The kinds that pods use by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UseKind {
    /// A ConfigMap.
    ConfigMap,
    /// A Secret.
    Secret,
    /// A `PersistentVolumeClaim`.
    Claim,
    /// A `SecretProviderClass` of the Secrets Store CSI driver.
    SecretProviderClass,
}

impl UseKind {
    /// Returns the kind's name.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
            Self::Claim => "PersistentVolumeClaim",
            Self::SecretProviderClass => "SecretProviderClass",
        }
    }
}

/// An object that a pod uses by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Its kind.
    pub kind: UseKind,
    /// Its name, in the pod's namespace.
    pub name: Arc<str>,
}

/// A Service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// `selector`; empty where endpoints are made by hand.
    pub selector: Selector,
    /// `type`, `ClusterIP` where none is given.
    pub kind: Arc<str>,
    /// Whether `clusterIP` is `None`.
    pub headless: bool,
    /// Its ports.
    pub ports: Box<[ServicePort]>,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    /// Name, or empty.
    pub name: Arc<str>,
    /// Port.
    pub port: i64,
    /// `targetPort` as text; the port where none is given.
    pub target: Arc<str>,
}

/// A NetworkPolicy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkPolicy {
    /// The pods that it isolates.
    pub selector: Selector,
    /// Whether it isolates them from what comes in.
    pub ingress: bool,
    /// Whether it isolates them from where they go.
    pub egress: bool,
    /// The number of rules that let something in.
    pub ingress_rules: usize,
    /// The number of rules that let something out.
    pub egress_rules: usize,
}

/// A whole number or a part of a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Pods.
    Count(i64),
    /// Percent of the pods.
    Percent(i64),
}

/// A `PodDisruptionBudget`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DisruptionBudget {
    /// The pods that it guards; none selects nothing in policy/v1beta1 and everything in policy/v1 where it is empty.
    pub selector: Option<Selector>,
    /// `minAvailable`
    pub min_available: Option<Amount>,
    /// `maxUnavailable`
    pub max_unavailable: Option<Amount>,
}

/// What scales a workload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Autoscaler {
    /// The kind of the workload.
    pub target_kind: Arc<str>,
    /// Its name.
    pub target_name: Arc<str>,
    /// The smallest number of replicas.
    pub min: Option<i64>,
    /// The largest.
    pub max: Option<i64>,
}

/// A ServiceAccount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServiceAccount {
    /// `automountServiceAccountToken`
    pub automount: Option<bool>,
    /// Whether it gives its pods secrets to pull images with.
    pub pull_secrets: bool,
}

/// What a LimitRange gives to containers that say nothing, as names of resources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerDefaults {
    /// The resources that get a request.
    pub requests: Box<[Arc<str>]>,
    /// The resources that get a limit.
    pub limits: Box<[Arc<str>]>,
}

/// A rule of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRule {
    /// `apiGroups`
    pub groups: Box<[Arc<str>]>,
    /// `resources`, with their subresources (`pods/exec`).
    pub resources: Box<[Arc<str>]>,
    /// `verbs`
    pub verbs: Box<[Arc<str>]>,
    /// `resourceNames`; empty for all.
    pub names: Box<[Arc<str>]>,
}

impl PolicyRule {
    /// Tells whether it lets `verb` be done to `resource` of `group`, wildcards included. `resourceNames` are not
    /// looked at.
    ///
    /// # Source
    /// Kubernetes, "Using RBAC Authorization": `*` stands for all; `*/scale` for that subresource of every resource.
    pub fn allows(&self, verb: &str, group: &str, resource: &str) -> bool {
        let has = |list: &[Arc<str>], wanted: &str| list.iter().any(|one| **one == *"*" || **one == *wanted);
        let any_resource = resource
            .split_once('/')
            .is_some_and(|(_, sub)| self.resources.iter().any(|one| one.strip_prefix("*/") == Some(sub)));
        has(&self.verbs, verb) && has(&self.groups, group) && (any_resource || has(&self.resources, resource))
    }
}

/// Who a binding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// `User`, `Group` or `ServiceAccount`.
    pub kind: Arc<str>,
    /// The namespace of a ServiceAccount.
    pub namespace: Arc<str>,
    /// Name.
    pub name: Arc<str>,
}

/// A `RoleBinding` or `ClusterRoleBinding`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// `Role` or `ClusterRole`.
    pub role_kind: Arc<str>,
    /// The role's name.
    pub role_name: Arc<str>,
    /// Who gets it.
    pub subjects: Box<[Principal]>,
}

/// What an Ingress sends requests to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The host of the rule; empty for all.
    pub host: Arc<str>,
    /// The path of the rule.
    pub path: Arc<str>,
    /// The Service; empty where the backend is another resource.
    pub service: Arc<str>,
    /// The name or number of the Service's port; empty where none is given.
    pub port: Arc<str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_reach_subresources() {
        let list = |all: &[&str]| all.iter().map(|one| Arc::from(*one)).collect();
        let rule = |resources: &[&str]| PolicyRule {
            groups: list(&[""]),
            resources: list(resources),
            verbs: list(&["create"]),
            names: Box::default(),
        };
        assert!(rule(&["*"]).allows("create", "", "pods/exec"));
        assert!(rule(&["*/exec"]).allows("create", "", "pods/exec"));
        assert!(!rule(&["pods"]).allows("create", "", "pods/exec"));
        assert!(!rule(&["*"]).allows("get", "", "pods"));
    }
}
