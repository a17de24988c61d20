//! Which lists of Kubernetes' objects are merged by a key.
//!
//! # Source
//! `x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of the API of
//! Kubernetes 1.21, which Kustomize carries.

use super::id::Gvk;
use super::tree::Tree;

/// What is known of a value.
#[derive(Clone, Copy)]
pub(super) enum Schema<'s> {
    /// Nothing: lists are replaced.
    Unknown,
    /// A type of Kubernetes.
    Built(&'static Type),
    /// A schema from the file that `openapi` names, with the whole of that file.
    Own(&'s Tree, &'s Tree),
}

/// Those fields of a type that are merged by a key, or lead to some.
pub(super) struct Type(&'static [(&'static str, Field)]);

struct Field {
    keys: Option<&'static [&'static str]>,
    of: &'static Type,
}

impl<'s> Schema<'s> {
    /// Returns the schema of objects of a kind; `own` is the file that `openapi` names.
    pub(super) fn of(gvk: &Gvk, own: Option<&'s Tree>) -> Self {
        if let Some(own) = own {
            return own_definition(own, gvk).map_or(Self::Unknown, |definition| Self::Own(definition, own));
        }
        let found = ROOTS.iter().find(|(group, versions, kinds, _)| {
            gvk.group == *group
                && versions.contains(&gvk.version.as_str())
                && kinds.contains(&gvk.kind.as_str())
        });
        Self::Built(found.map_or(&OBJECT, |(.., of)| of))
    }

    /// Returns the schema of a field.
    pub(super) fn field(self, name: &str) -> Self {
        match self {
            Self::Built(of) => find(of, name).map_or(Self::Unknown, |field| Self::Built(field.of)),
            Self::Own(schema, all) => {
                own_field(schema, all, name).map_or(Self::Unknown, |s| Self::Own(s, all))
            }
            Self::Unknown => Self::Unknown,
        }
    }

    /// Returns the keys by which the list in the field `name` is merged: no keys for a set of scalars, none for a list
    /// that is replaced.
    pub(super) fn keys(self, name: &str) -> Option<Vec<String>> {
        match self {
            Self::Built(of) => Some(find(of, name)?.keys?.iter().map(|key| (*key).to_owned()).collect()),
            Self::Own(schema, all) => own_keys(own_field(schema, all, name)?),
            Self::Unknown => None,
        }
    }

    /// Returns the schema of the items of a list whose own schema this is.
    pub(super) fn items(self) -> Self {
        match self {
            // The tables name the type of the items.
            Self::Own(schema, all) => {
                let items = schema.get("items").map(|items| resolve(items, all));
                items.map_or(Self::Unknown, |items| Self::Own(items, all))
            }
            other => other,
        }
    }
}

fn find(of: &'static Type, name: &str) -> Option<&'static Field> {
    of.0.iter().find(|(field, _)| *field == name).map(|(_, field)| field)
}

fn own_definition<'s>(own: &'s Tree, gvk: &Gvk) -> Option<&'s Tree> {
    let definitions = own.get("definitions")?.as_map()?;
    let is_it = |schema: &&Tree| {
        schema.items_of("x-kubernetes-group-version-kind").iter().any(|item| {
            item.text_of("group") == gvk.group
                && item.text_of("version") == gvk.version
                && item.text_of("kind") == gvk.kind
        })
    };
    definitions.0.iter().map(|entry| &entry.value).find(is_it)
}

fn own_field<'s>(schema: &'s Tree, all: &'s Tree, name: &str) -> Option<&'s Tree> {
    let property = schema.get("properties").and_then(|properties| properties.get(name));
    let found = property.or_else(|| schema.get("additionalProperties"))?;
    Some(resolve(found, all))
}

/// Follows one `$ref` into the definitions of the same file.
fn resolve<'s>(schema: &'s Tree, all: &'s Tree) -> &'s Tree {
    let name = schema.text_of("$ref").strip_prefix("#/definitions/");
    let target = name.and_then(|name| all.get("definitions")?.get(name));
    target.unwrap_or(schema)
}

fn own_keys(schema: &Tree) -> Option<Vec<String>> {
    if !schema.text_of("x-kubernetes-patch-strategy").contains("merge") {
        return None;
    }
    let several = schema.items_of("x-kubernetes-list-map-keys");
    if !several.is_empty() {
        return Some(several.iter().filter_map(Tree::raw).map(str::to_owned).collect());
    }
    let key = schema.text_of("x-kubernetes-patch-merge-key");
    Some(if key.is_empty() { Vec::new() } else { vec![key.to_owned()] })
}

const fn to(of: &'static Type) -> Field {
    Field { keys: None, of }
}

const fn by(keys: &'static [&'static str], of: &'static Type) -> Field {
    Field { keys: Some(keys), of }
}

static NONE: Type = Type(&[]);
static META: Type = Type(&[("finalizers", by(&[], &NONE)), ("ownerReferences", by(&["uid"], &NONE))]);
static OBJECT: Type = Type(&[("metadata", to(&META))]);
static CONTAINER: Type = Type(&[
    ("env", by(&["name"], &NONE)),
    ("ports", by(&["containerPort", "protocol"], &NONE)),
    ("volumeDevices", by(&["devicePath"], &NONE)),
    ("volumeMounts", by(&["mountPath"], &NONE)),
]);
static EPHEMERAL_CONTAINER: Type = Type(&[
    ("env", by(&["name"], &NONE)),
    ("volumeDevices", by(&["devicePath"], &NONE)),
    ("volumeMounts", by(&["mountPath"], &NONE)),
]);
static EPHEMERAL: Type = Type(&[("volumeClaimTemplate", to(&OBJECT))]);
static VOLUME: Type = Type(&[("ephemeral", to(&EPHEMERAL))]);
static POD_SPEC: Type = Type(&[
    ("containers", by(&["name"], &CONTAINER)),
    ("ephemeralContainers", by(&["name"], &EPHEMERAL_CONTAINER)),
    ("hostAliases", by(&["ip"], &NONE)),
    ("imagePullSecrets", by(&["name"], &NONE)),
    ("initContainers", by(&["name"], &CONTAINER)),
    ("topologySpreadConstraints", by(&["topologyKey", "whenUnsatisfiable"], &NONE)),
    ("volumes", by(&["name"], &VOLUME)),
]);
static CONDITIONS: Type = Type(&[("conditions", by(&["type"], &NONE))]);
static POD: Type = Type(&[("metadata", to(&META)), ("spec", to(&POD_SPEC)), ("status", to(&POD_STATUS))]);
static POD_STATUS: Type = Type(&[("conditions", by(&["type"], &NONE)), ("podIPs", by(&["ip"], &NONE))]);
static TEMPLATE: Type = Type(&[("metadata", to(&META)), ("spec", to(&POD_SPEC))]);
static TEMPLATED: Type = Type(&[("template", to(&TEMPLATE))]);
static WORKLOAD: Type =
    Type(&[("metadata", to(&META)), ("spec", to(&TEMPLATED)), ("status", to(&CONDITIONS))]);
static STATEFUL_SPEC: Type =
    Type(&[("template", to(&TEMPLATE)), ("volumeClaimTemplates", Field { keys: None, of: &OBJECT })]);
static STATEFUL: Type =
    Type(&[("metadata", to(&META)), ("spec", to(&STATEFUL_SPEC)), ("status", to(&CONDITIONS))]);
static JOB_TEMPLATE: Type = Type(&[("metadata", to(&META)), ("spec", to(&TEMPLATED))]);
static CRON_SPEC: Type = Type(&[("jobTemplate", to(&JOB_TEMPLATE))]);
static CRON: Type = Type(&[("metadata", to(&META)), ("spec", to(&CRON_SPEC))]);
static POD_TEMPLATE: Type = Type(&[("metadata", to(&META)), ("template", to(&TEMPLATE))]);
static PORTS: Type = Type(&[("ports", by(&["port", "protocol"], &NONE))]);
static SERVICE: Type = Type(&[("metadata", to(&META)), ("spec", to(&PORTS)), ("status", to(&CONDITIONS))]);
static ACCOUNT: Type = Type(&[("metadata", to(&META)), ("secrets", by(&["name"], &NONE))]);
static WEBHOOKS: Type = Type(&[("metadata", to(&META)), ("webhooks", by(&["name"], &NONE))]);
static DRIVERS: Type = Type(&[("drivers", by(&["name"], &NONE))]);
static CSI_NODE: Type = Type(&[("metadata", to(&META)), ("spec", to(&DRIVERS))]);
static NODE_SPEC: Type = Type(&[("podCIDRs", by(&[], &NONE))]);
static NODE_STATUS: Type = Type(&[("addresses", by(&["type"], &NONE)), ("conditions", by(&["type"], &NONE))]);
static NODE: Type = Type(&[("metadata", to(&META)), ("spec", to(&NODE_SPEC)), ("status", to(&NODE_STATUS))]);
static STATUS: Type = Type(&[("metadata", to(&META)), ("status", to(&CONDITIONS))]);
static COMPONENT_STATUS: Type = Type(&[("metadata", to(&META)), ("conditions", by(&["type"], &NONE))]);

type Root = (&'static str, &'static [&'static str], &'static [&'static str], &'static Type);

static ROOTS: &[Root] = &[
    ("", &["v1"], &["Pod"], &POD),
    ("", &["v1"], &["PodTemplate"], &POD_TEMPLATE),
    ("", &["v1"], &["ReplicationController"], &WORKLOAD),
    ("", &["v1"], &["Service"], &SERVICE),
    ("", &["v1"], &["ServiceAccount"], &ACCOUNT),
    ("", &["v1"], &["Node"], &NODE),
    ("", &["v1"], &["Namespace", "PersistentVolumeClaim"], &STATUS),
    ("", &["v1"], &["ComponentStatus"], &COMPONENT_STATUS),
    ("apps", &["v1"], &["DaemonSet", "Deployment", "ReplicaSet"], &WORKLOAD),
    ("apps", &["v1"], &["StatefulSet"], &STATEFUL),
    ("batch", &["v1"], &["Job"], &WORKLOAD),
    ("batch", &["v1", "v1beta1"], &["CronJob"], &CRON),
    ("policy", &["v1", "v1beta1"], &["PodDisruptionBudget"], &STATUS),
    ("apiregistration.k8s.io", &["v1", "v1beta1"], &["APIService"], &STATUS),
    (
        "admissionregistration.k8s.io",
        &["v1", "v1beta1"],
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        &WEBHOOKS,
    ),
    ("storage.k8s.io", &["v1", "v1beta1"], &["CSINode"], &CSI_NODE),
];
