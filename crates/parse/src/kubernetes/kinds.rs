//! Which kinds make pods, and where their pod stands.
//!
//! # Source
//! Kubernetes API reference v1.37, "Workload Resources"; the pod-making kinds of OpenShift, Argo Rollouts, Knative
//! Serving, OpenKruise and Agent Sandbox from their API documentation.

/// Where the pod of a workload stands, from the top of the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PodPath {
    /// The pod's metadata lies in `metadata` below this.
    pub(super) pod: &'static [&'static str],
    /// The pod's spec.
    pub(super) spec: &'static [&'static str],
}

const POD: PodPath = PodPath { pod: &[], spec: &["spec"] };
const TEMPLATE: PodPath = PodPath { pod: &["template"], spec: &["template", "spec"] };
const SPEC_TEMPLATE: PodPath = PodPath { pod: &["spec", "template"], spec: &["spec", "template", "spec"] };
const POD_TEMPLATE: PodPath =
    PodPath { pod: &["spec", "podTemplate"], spec: &["spec", "podTemplate", "spec"] };
const CRON_JOB: PodPath = PodPath {
    pod: &["spec", "jobTemplate", "spec", "template"],
    spec: &["spec", "jobTemplate", "spec", "template", "spec"],
};

/// Returns where the pod of a kind stands, for the kinds that make pods.
pub(super) fn pod_path(group: &str, kind: &str) -> Option<PodPath> {
    match (group, kind) {
        ("", "Pod") | ("serving.knative.dev", "Revision") => Some(POD),
        ("", "PodTemplate") => Some(TEMPLATE),
        ("", "ReplicationController")
        | ("apps" | "extensions", "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet")
        | ("batch" | "extensions", "Job")
        | ("apps.openshift.io", "DeploymentConfig")
        | ("argoproj.io", "Rollout")
        | ("serving.knative.dev", "Service" | "Configuration")
        | ("apps.kruise.io", "CloneSet" | "StatefulSet" | "DaemonSet" | "BroadcastJob") => {
            Some(SPEC_TEMPLATE)
        }
        ("batch", "CronJob") => Some(CRON_JOB),
        ("agents.x-k8s.io", "Sandbox") | ("extensions.agents.x-k8s.io", "SandboxTemplate") => {
            Some(POD_TEMPLATE)
        }
        _ => None,
    }
}
