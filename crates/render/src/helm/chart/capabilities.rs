//! `.Capabilities`: which Kubernetes and which Helm a chart believes itself to be on.
//!
//! # Source
//! Helm 4.2.3 without a cluster: the versions of the APIs that its client library knows, in its order.

use std::rc::Rc;

use crate::Fault;
use crate::helm::functions::Call;
use crate::helm::value::{Object, Value};

/// The version of Kubernetes that Helm 4.2.3 takes where nobody says one: that of its client library.
const KUBE_VERSION: &str = "v1.36.0";
const HELM_VERSION: &str = "v4.2.3";
const GO_VERSION: &str = "go1.26.6";
const KUBE_CLIENT_VERSION: &str = "v1.36";

/// The API versions that Helm 4.2.3 knows without a cluster.
const API_VERSIONS: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha2",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// A version of Kubernetes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KubeVersion {
    /// As it was written, with a `v`.
    version: String,
    /// Its three numbers, with a `v`: what ranges are compared with.
    pub(super) plain: String,
    major: String,
    minor: String,
}

impl KubeVersion {
    /// Reads a version such as `1.34.0`, `v1.34` or `v1.33.4-gke.1245000`.
    ///
    /// # Errors
    /// [`Fault::Refused`] where it is none.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, Fault> {
        let text = text.unwrap_or(KUBE_VERSION);
        let wrong = || Fault::refused(format!("{text} is no version of Kubernetes such as 1.34.0"));
        let bare = text.strip_prefix('v').unwrap_or(text);
        let end = bare
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(bare.len());
        let numbers: Option<Vec<u32>> =
            bare.get(..end).unwrap_or_default().split('.').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor, rest @ ..]) if rest.len() < 2 => Ok(Self {
                version: format!("v{bare}"),
                plain: format!("v{major}.{minor}.{}", rest.first().unwrap_or(&0)),
                major: major.to_string(),
                minor: minor.to_string(),
            }),
            _ => Err(wrong()),
        }
    }
}

/// Makes the value of `.Capabilities`.
pub(super) fn value(kube: &KubeVersion, more: &[String]) -> Value {
    let versions = API_VERSIONS.iter().map(|version| Value::text(*version));
    let versions = versions.chain(more.iter().map(|version| Value::text(version.as_str())));
    let versions = VersionSet(Value::list(versions.collect()));
    Value::Object(Rc::new(Capabilities {
        kube: Value::Object(Rc::new(kube.clone())),
        apis: Value::Object(Rc::new(versions)),
        helm: Value::Object(Rc::new(Helm)),
    }))
}

struct Capabilities {
    kube: Value,
    apis: Value,
    helm: Value,
}

impl Object for Capabilities {
    fn type_name(&self) -> &'static str {
        "*common.Capabilities"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "KubeVersion" => Some(self.kube.clone()),
            "APIVersions" => Some(self.apis.clone()),
            "HelmVersion" => Some(self.helm.clone()),
            _ => None,
        }
    }

    fn print(&self) -> String {
        let print =
            |value: &Value| if let Value::Object(object) = value { object.print() } else { String::new() };
        format!("{{{} {} {}}}", print(&self.kube), print(&self.apis), print(&self.helm))
    }
}

impl Object for KubeVersion {
    fn type_name(&self) -> &'static str {
        "common.KubeVersion"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" | "GitVersion" => Some(Value::text(self.version.as_str())),
            "Major" => Some(Value::text(self.major.as_str())),
            "Minor" => Some(Value::text(self.minor.as_str())),
            _ => None,
        }
    }

    fn call(&self, call: &Call<'_>, args: &[Value]) -> Option<Result<Value, Fault>> {
        let name = call.name;
        match name {
            "GitVersion" if args.is_empty() => Some(Ok(Value::text(self.version.as_str()))),
            "String" if args.is_empty() => Some(Ok(Value::text(self.plain.as_str()))),
            _ => None,
        }
    }

    fn print(&self) -> String {
        self.plain.clone()
    }
}

/// A list of API versions that can be asked.
struct VersionSet(Value);

impl VersionSet {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let items: &[Value] = if let Value::List(items) = &self.0 { items } else { &[] };
        items.iter().filter_map(Value::as_str)
    }
}

impl Object for VersionSet {
    fn type_name(&self) -> &'static str {
        "common.VersionSet"
    }

    fn field(&self, _name: &str) -> Option<Value> {
        None
    }

    fn call(&self, call: &Call<'_>, args: &[Value]) -> Option<Result<Value, Fault>> {
        let name = call.name;
        match (name, args) {
            ("Has", [Value::Text(wanted)]) => {
                Some(Ok(Value::Bool(self.texts().any(|version| *version == *wanted.text))))
            }
            ("Has", _) => Some(Err(Fault::refused("Has wants one text"))),
            _ => None,
        }
    }

    fn underlying(&self) -> Option<Value> {
        Some(self.0.clone())
    }

    fn print(&self) -> String {
        format!("[{}]", self.texts().collect::<Vec<_>>().join(" "))
    }
}

struct Helm;

impl Object for Helm {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(Value::text(HELM_VERSION)),
            "GitCommit" | "GitTreeState" => Some(Value::text("")),
            "GoVersion" => Some(Value::text(GO_VERSION)),
            "KubeClientVersion" => Some(Value::text(KUBE_CLIENT_VERSION)),
            _ => None,
        }
    }

    fn print(&self) -> String {
        format!("{{{HELM_VERSION}   {GO_VERSION} {KUBE_CLIENT_VERSION}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Option<String> {
        KubeVersion::parse(Some(text)).ok().map(|version| version.plain)
    }

    #[test]
    fn reads_versions_as_clusters_report_them() {
        assert_eq!(plain("1.34.0").as_deref(), Some("v1.34.0"));
        assert_eq!(plain("v1.34").as_deref(), Some("v1.34.0"));
        assert_eq!(plain("v1.33.4-gke.1245000").as_deref(), Some("v1.33.4"));
        assert_eq!(plain("1"), None);
        assert_eq!(plain("latest"), None);
    }
}
