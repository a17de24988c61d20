//! What is at fault, named alike at every checkpoint and never by where it was seen.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One of the lists of containers in a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ContainerList {
    /// `initContainers`
    InitContainers,
    /// `containers`
    Containers,
    /// `ephemeralContainers`
    EphemeralContainers,
}

impl ContainerList {
    /// All lists, in the order in which Kubernetes starts them.
    pub const ALL: [Self; 3] = [Self::InitContainers, Self::Containers, Self::EphemeralContainers];

    /// Returns the field's name in a pod's spec.
    pub const fn field(self) -> &'static str {
        match self {
            Self::InitContainers => "initContainers",
            Self::Containers => "containers",
            Self::EphemeralContainers => "ephemeralContainers",
        }
    }
}

/// A container of a pod, by list and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRef {
    /// The list that it stands in.
    pub list: ContainerList,
    /// Its name; empty where the manifest gives none.
    pub name: String,
}

/// A Kubernetes object, and the field of it that is at fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef {
    /// API group; empty for the core group. The version is not part of identity.
    pub group: String,
    /// Kind of the owning workload for anything inside a pod template.
    pub kind: String,
    /// Namespace; empty for cluster-scoped objects and where the manifest gives none.
    pub namespace: String,
    /// Name; `generateName` followed by `*` where there is only that.
    pub name: String,
    /// The container at fault, if the field is a container's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerRef>,
    /// Field path without list indexes: list items are named by their key, as in
    /// `containers[web].securityContext.privileged`. Relative to the pod's spec for anything inside one, so
    /// that a pod and the Deployment that makes it say the same.
    pub field: String,
}

/// What is at fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Subject {
    /// A Kubernetes object.
    Object(ObjectRef),
    /// A step of a recipe for an image.
    Recipe {
        /// Repository-relative path.
        path: String,
        /// Stage name or number.
        stage: String,
        /// Instruction kind and its operand's meaning, such as `FROM golang`.
        instruction: String,
    },
    /// A step of a pipeline.
    Pipeline {
        /// Repository-relative path.
        path: String,
        /// Job id.
        job: String,
        /// Step id or name.
        step: String,
    },
    /// A resource of infrastructure as code.
    Resource {
        /// Repository-relative path of the module.
        module: String,
        /// Address, such as `azurerm_kubernetes_cluster.main`.
        address: String,
        /// Attribute path.
        attribute: String,
    },
    /// A profile of a security module of Linux: a seccomp filter or one profile of a file of AppArmor policy.
    Profile {
        /// Path relative to the scanned root.
        path: String,
        /// The name that AppArmor loads it by; empty for a seccomp filter, which goes by its path.
        name: String,
        /// The rule of the policy, or the field path of the filter without list indexes.
        field: String,
    },
    /// A package, wherever its version stands.
    Package {
        /// Package URL without version.
        purl: String,
        /// Image repository or the lockfile's path.
        carrier: String,
    },
    /// An image; its digest is evidence, not identity.
    Image {
        /// Repository, with registry.
        repository: String,
    },
    /// A secret; its value is nowhere in here.
    Secret {
        /// Id of the pattern.
        pattern: String,
        /// Path of the carrier.
        carrier: String,
        /// Context with the value cut out.
        context: String,
        /// Keyed hash of the value, which joins it over commits, layers and objects. Not part of identity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joins: Option<String>,
    },
    /// A user, group or service account.
    Principal {
        /// Stable name.
        name: String,
    },
    /// A node.
    Node {
        /// Stable name.
        name: String,
    },
    /// A cluster.
    Cluster {
        /// Stable name.
        name: String,
    },
    /// A repository of source.
    Repository {
        /// Stable name.
        name: String,
    },
    /// A source of events.
    EventSource {
        /// Stable name.
        name: String,
    },
    /// A file as such: what could not be read or parsed has no better name yet.
    File {
        /// Path relative to the scanned root.
        path: String,
    },
}

impl Subject {
    /// Returns the parts that make up the identity, the kind of subject first. Fixed for ever.
    pub fn identity_parts(&self) -> Vec<&str> {
        match self {
            // The container is already in the field path, so it is not hashed a second time.
            Self::Object(o) => vec!["object", &o.group, &o.kind, &o.namespace, &o.name, &o.field],
            Self::Recipe { path, stage, instruction } => vec!["recipe", path, stage, instruction],
            Self::Pipeline { path, job, step } => vec!["pipeline", path, job, step],
            Self::Resource { module, address, attribute } => vec!["resource", module, address, attribute],
            Self::Profile { path, name, field } => vec!["profile", path, name, field],
            Self::Package { purl, carrier } => vec!["package", purl, carrier],
            Self::Image { repository } => vec!["image", repository],
            Self::Secret { pattern, carrier, context, joins: _ } => vec!["secret", pattern, carrier, context],
            Self::Principal { name } => vec!["principal", name],
            Self::Node { name } => vec!["node", name],
            Self::Cluster { name } => vec!["cluster", name],
            Self::Repository { name } => vec!["repository", name],
            Self::EventSource { name } => vec!["event-source", name],
            Self::File { path } => vec!["file", path],
        }
    }

    /// Returns the identity as one line, which a waiver's selector is matched with:
    /// `object:apps/Deployment/shop/cart/containers[web].securityContext.privileged`.
    ///
    /// The core group is written `core`, an empty namespace `-`.
    pub fn identity(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Object(o) = self {
            let group = if o.group.is_empty() { "core" } else { &o.group };
            let namespace = if o.namespace.is_empty() { "-" } else { &o.namespace };
            return write!(f, "object:{group}/{}/{namespace}/{}/{}", o.kind, o.name, o.field);
        }
        if let Self::Profile { path, name, field } = self {
            let name = if name.is_empty() { "-" } else { name };
            return write!(f, "profile:{path}/{name}/{field}");
        }
        let parts = self.identity_parts();
        let mut parts = parts.iter();
        if let Some(kind) = parts.next() {
            write!(f, "{kind}:")?;
        }
        for (index, part) in parts.enumerate() {
            let slash = if index == 0 { "" } else { "/" };
            write!(f, "{slash}{part}")?;
        }
        Ok(())
    }
}
