//! Roles and bindings: their kinds, those that Kubernetes itself brings, and the search for what a role grants.

use sekimori_model::inventory::{Binding, Facts, Inventory, Item, PolicyRule};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Sink, Text};

/// The API group of roles and bindings.
pub(crate) const GROUP: &str = "rbac.authorization.k8s.io";
/// Roles of a namespace and of the cluster.
pub(crate) const ROLES: &[(&str, &str)] = &[(GROUP, "Role"), (GROUP, "ClusterRole")];
/// Roles that a binding of the cluster may give in all namespaces.
pub(crate) const CLUSTER_ROLES: &[(&str, &str)] = &[(GROUP, "ClusterRole")];
/// Roles of a namespace.
pub(crate) const NAMESPACE_ROLES: &[(&str, &str)] = &[(GROUP, "Role")];
/// Bindings in a namespace and in the cluster.
pub(crate) const BINDINGS: &[(&str, &str)] = &[(GROUP, "RoleBinding"), (GROUP, "ClusterRoleBinding")];
/// Bindings in the cluster.
pub(crate) const CLUSTER_BINDINGS: &[(&str, &str)] = &[(GROUP, "ClusterRoleBinding")];

/// Roles for people that the API server makes; those that begin with `system:` are not in it.
///
/// # Source
/// Kubernetes, "Using RBAC Authorization", user-facing roles.
pub(crate) const BUILT_IN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

/// Tells whether the object is one that Kubernetes itself brings and keeps as it is.
///
/// # Source
/// Kubernetes, "Using RBAC Authorization", default roles and role bindings: the prefix and the label.
pub(crate) fn is_system(object: &Object<'_>, top: &Field<'_>) -> bool {
    object.name.starts_with("system:")
        || top.at("metadata.labels").key("kubernetes.io/bootstrapping").is_present()
}

/// A power that a role may give.
pub(crate) struct Power {
    /// API group.
    pub(crate) group: &'static str,
    /// Resources, with subresources; any of them is the power.
    pub(crate) resources: &'static [&'static str],
    /// Verbs; any of them is the power.
    pub(crate) verbs: &'static [&'static str],
}

/// The rules of a role that reach all objects of their resources.
///
/// # Source
/// Kubernetes, "Using RBAC Authorization", "Referring to resources": `resourceNames` limits a rule to these names.
fn open_rules<'a>(top: &Field<'a>) -> impl Iterator<Item = Field<'a>> {
    let rules = top.at("rules").items("resources").into_iter();
    rules.filter(|rule| rule.at("resourceNames").items("").is_empty())
}

fn lists(rule: &Field<'_>, path: &'static str, wanted: &str) -> bool {
    rule.at(path).items("").iter().any(|item| item.text().is_some_and(|text| text == "*" || text == wanted))
}

/// Reports each resource of `powers` that a role lists with one of their verbs, roles of Kubernetes itself aside.
pub(crate) fn report_granted(
    object: &Object<'_>,
    top: &Field<'_>,
    sink: &mut Sink<'_>,
    wanted: Text,
    powers: &[Power],
) {
    if !is_system(object, top) {
        report_powers(top, sink, wanted, powers);
    }
}

/// Reports each resource of `powers` that a role lists with one of their verbs. A `*` among the resources is left to
/// the rule about wildcards.
pub(crate) fn report_powers(top: &Field<'_>, sink: &mut Sink<'_>, wanted: Text, powers: &[Power]) {
    for rule in open_rules(top) {
        let list = rule.at("resources");
        for power in powers.iter().filter(|power| lists(&rule, "apiGroups", power.group)) {
            let verbs = rule.at("verbs").items("");
            let verbs = verbs.iter().filter_map(Field::text);
            let verbs: Vec<&str> = verbs.filter(|verb| *verb == "*" || power.verbs.contains(verb)).collect();
            if verbs.is_empty() {
                continue;
            }
            for item in list.items("") {
                let Some(resource) = item.text().filter(|text| power.resources.contains(text)) else {
                    continue;
                };
                let seen = format!("{} {resource}", verbs.join(", "));
                sink.violated(&list, wanted).value(resource).item(&item).seen(&seen);
            }
        }
    }
}

/// Reports each of `verbs` that a role lists for one of `resources` (any where there are none) of `groups`. A `*` among
/// the verbs is left to the rule about wildcards.
pub(crate) fn report_verbs(
    object: &Object<'_>,
    top: &Field<'_>,
    sink: &mut Sink<'_>,
    wanted: Text,
    (groups, resources, verbs): (&[&str], &[&str], &[&str]),
) {
    if is_system(object, top) {
        return;
    }
    for rule in open_rules(top) {
        let of_group = groups.iter().any(|group| lists(&rule, "apiGroups", group));
        let of_resource = resources.is_empty() || resources.iter().any(|one| lists(&rule, "resources", one));
        if !of_group || !of_resource {
            continue;
        }
        let list = rule.at("verbs");
        for item in list.items("") {
            if let Some(verb) = item.text().filter(|text| verbs.contains(text)) {
                sink.violated(&list, wanted).value(verb).item(&item);
            }
        }
    }
}

/// Reports the subjects of a binding for which `is_bad` holds; it is given kind, namespace and name.
pub(crate) fn report_subjects(
    top: &Field<'_>,
    sink: &mut Sink<'_>,
    wanted: Text,
    is_bad: impl Fn(&str, &str, &str) -> bool,
) {
    for subject in top.at("subjects").items("name") {
        let text = |path| subject.at(path).text().unwrap_or_default();
        if is_bad(text("kind"), text("namespace"), text("name")) {
            sink.violated(&subject.at("name"), wanted).value(text("name"));
        }
    }
}

/// Returns the rules of the role that a binding is to, if the scanned tree has it.
pub(crate) fn rules_of<'i>(
    inventory: &'i Inventory,
    binding: &Binding,
    namespace: &str,
) -> Option<&'i [PolicyRule]> {
    let namespace = if *binding.role_kind == *"Role" { namespace } else { "" };
    match &inventory.find(&binding.role_kind, namespace, &binding.role_name)?.facts {
        Facts::Role(rules) => Some(rules),
        _ => None,
    }
}

/// Tells whether a rule grants everything.
pub(crate) fn is_everything(rule: &PolicyRule) -> bool {
    let all = |list: &[std::sync::Arc<str>]| list.iter().any(|one| **one == *"*");
    all(&rule.groups) && all(&rule.resources) && all(&rule.verbs)
}

/// What is as good as the cluster where it is granted for all namespaces, or for kube-system: verb, group, resource.
///
/// # Source
/// Kubernetes, "Role Based Access Control Good Practices", privilege escalation risks.
const TAKEOVERS: [(&str, &str, &str); 16] = [
    ("escalate", GROUP, "clusterroles"),
    ("escalate", GROUP, "roles"),
    ("bind", GROUP, "clusterroles"),
    ("bind", GROUP, "roles"),
    ("impersonate", "", "users"),
    ("impersonate", "", "groups"),
    ("impersonate", "", "serviceaccounts"),
    ("get", "", "secrets"),
    ("list", "", "secrets"),
    ("watch", "", "secrets"),
    ("create", "", "serviceaccounts/token"),
    ("create", "", "pods/exec"),
    ("create", "", "pods"),
    ("create", "apps", "deployments"),
    ("create", "apps", "daemonsets"),
    ("create", "batch", "jobs"),
];

/// Says by which power whoever has the binding can take over the cluster, if it has one.
pub(crate) fn takeover(inventory: &Inventory, item: &Item, binding: &Binding) -> Option<String> {
    let is_wide = *item.kind == *"ClusterRoleBinding" || *item.namespace == *"kube-system";
    if !is_wide {
        return None;
    }
    if *binding.role_kind == *"ClusterRole"
        && ["cluster-admin", "admin", "edit"].contains(&&*binding.role_name)
    {
        return Some(binding.role_name.to_string());
    }
    let rules = rules_of(inventory, binding, &item.namespace)?;
    let open = || rules.iter().filter(|rule| rule.names.is_empty());
    let (verb, _, resource) =
        TAKEOVERS.iter().find(|(verb, group, of)| open().any(|rule| rule.allows(verb, group, of)))?;
    Some(format!("{}: {verb} {resource}", binding.role_name))
}
