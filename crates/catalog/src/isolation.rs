//! Which pods the network policies of the scanned tree isolate.

use sekimori_model::inventory::{Facts, Inventory, NetworkPolicy};
use sekimori_parse::kubernetes::{Pod, labels};

use crate::{Sink, Text};

/// Kinds of policies beside NetworkPolicy that may isolate pods of all namespaces.
///
/// # Source
/// API references of Cilium, Calico, Antrea, and of the Network Policy API of SIG Network.
const OF_THE_CLUSTER: [&str; 5] = [
    "CiliumClusterwideNetworkPolicy",
    "GlobalNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
];

/// A direction of traffic, as NetworkPolicy calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// What comes in.
    Ingress,
    /// What goes out.
    Egress,
}

impl Direction {
    /// Tells whether a policy isolates the pods that it selects in this direction.
    pub(crate) fn is_of(self, policy: &NetworkPolicy) -> bool {
        match self {
            Self::Ingress => policy.ingress,
            Self::Egress => policy.egress,
        }
    }

    /// Returns the word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}

/// Tells whether policies of other makers stand in the tree, so that NetworkPolicy alone does not tell who is isolated.
pub(crate) fn is_judged_elsewhere(inventory: &Inventory, namespace: &str) -> bool {
    OF_THE_CLUSTER.iter().any(|kind| inventory.all_of_kind(kind).next().is_some())
        || inventory.has_other_policies(namespace)
}

/// Reports a pod that no policy isolates in a direction.
///
/// # Source
/// Kubernetes, "Network Policies": a pod is non-isolated unless a policy selects it; the behaviour for pods of the
/// host's network is undefined, and in practice no policy reaches them.
pub(crate) fn report_open(pod: &Pod<'_>, sink: &mut Sink<'_>, direction: Direction, wanted: Text) {
    // The controller of Agent Sandbox makes a policy for each template; a rule of its own looks at that.
    let has_own = pod.owner.is_one_of(&[("extensions.agents.x-k8s.io", "SandboxTemplate")]);
    if has_own || pod.spec.at("hostNetwork").bool() == Some(true) {
        return;
    }
    let field = pod.whole.at("metadata.labels");
    let (inventory, labels, namespace) = (sink.inventory(), labels(&field), pod.owner.namespace);
    let isolates = |facts: &Facts| matches!(facts, Facts::NetworkPolicy(policy) if direction.is_of(policy));
    if is_judged_elsewhere(inventory, namespace)
        || inventory.selecting(namespace, &labels).any(|item| isolates(&item.facts))
    {
        return;
    }
    sink.violated(&field, wanted).value(direction.name());
}
