//! What a set of objects knows of each other: names, labels, selectors and references, without places or text.
//!
//! A scan builds one from all files before rules run, so that a rule that looks at one object can ask for the others.
//! Strings are shared, because a tree of 40,000 files names the same namespaces and labels again and again.

mod access;
mod facts;
mod fragments;
mod index;
mod names;
mod operated;
mod profiles;
mod selector;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use facts::{
    Amount, Autoscaler, Backend, Binding, ContainerDefaults, DisruptionBudget, Facts, NetworkPolicy,
    PatchFile, PolicyRule, Principal, Service, ServiceAccount, ServicePort, Use, UseKind, Workload,
};
pub use names::Names;
pub use profiles::Profiles;
pub use selector::{Expression, Labels, Operator, Selector};

use index::{ANY, Index, Key, MAX_CANDIDATES};

/// An object and what others may want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// API group; empty for the core group.
    pub group: Arc<str>,
    /// Kind; empty for a file that is no object and has profiles for nodes.
    pub kind: Arc<str>,
    /// Namespace; empty where the manifest gives none.
    pub namespace: Arc<str>,
    /// Name, or empty.
    pub name: Arc<str>,
    /// The file that it stands in.
    pub path: Arc<str>,
    /// The labels of the object itself.
    pub labels: Labels,
    /// What its kind tells.
    pub facts: Facts,
}

/// All objects of a scan, to be asked by kind and namespace.
#[derive(Debug, Default)]
pub struct Inventory {
    items: Vec<Item>,
    /// Indexes into `items` by kind and namespace.
    by_kind: BTreeMap<(Arc<str>, Arc<str>), Vec<u32>>,
    workloads: BTreeMap<Arc<str>, Vec<u32>>,
    profiles: profiles::Known,
    access: access::Access,
    /// Namespaces with a policy of that kind's name in the group of another maker.
    other_policies: BTreeSet<Arc<str>>,
    fragments: fragments::Fragments,
    operated: operated::Operated,
    index: Index,
}

impl Inventory {
    /// Indexes `items`, which keep their order.
    pub fn new(items: Vec<Item>) -> Self {
        let mut by_kind: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        let mut workloads: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        let mut profiles = profiles::Known::default();
        let mut access = access::Access::default();
        for (index, item) in items.iter().enumerate() {
            let Ok(index) = u32::try_from(index) else { break };
            by_kind.entry((Arc::clone(&item.kind), Arc::clone(&item.namespace))).or_default().push(index);
            access.add(index, item);
            match &item.facts {
                Facts::Workload(_) => {
                    workloads.entry(Arc::clone(&item.namespace)).or_default().push(index);
                }
                Facts::Profiles(of_item) => profiles.add(of_item),
                _ => {}
            }
        }
        let is_other = |item: &&Item| {
            matches!(&*item.kind, "NetworkPolicy" | "CiliumNetworkPolicy") && item.facts == Facts::Plain
        };
        let other_policies = items.iter().filter(is_other).map(|item| Arc::clone(&item.namespace)).collect();
        let index = Index::new(&items);
        let fragments = fragments::Fragments::new(&items);
        let operated = operated::Operated::new(&items);
        Self { items, by_kind, workloads, profiles, access, other_policies, fragments, operated, index }
    }

    /// Returns all objects.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    fn get(&self, indexes: Option<&Vec<u32>>) -> impl Iterator<Item = &Item> {
        let indexes = indexes.map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|index| self.items.get(usize::try_from(*index).ok()?))
    }

    /// Returns the objects of a kind in a namespace. Cluster-scoped kinds have the empty namespace.
    pub fn of_kind(&self, kind: &str, namespace: &str) -> impl Iterator<Item = &Item> {
        let key = (Arc::from(kind), Arc::from(namespace));
        self.get(self.by_kind.get(&key))
    }

    /// Returns the objects of a kind in all namespaces.
    pub fn all_of_kind(&self, kind: &str) -> impl Iterator<Item = &Item> {
        let of_kind = self
            .by_kind
            .range((Arc::from(kind), Arc::from(""))..)
            .take_while(move |((k, _), _)| **k == *kind);
        let indexes: Vec<&Vec<u32>> = of_kind.map(|(_, indexes)| indexes).collect();
        indexes.into_iter().flat_map(|indexes| self.get(Some(indexes)))
    }

    /// Tells whether an object of that kind, namespace and name is known.
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.find(kind, namespace, name).is_some()
    }

    /// Finds an object by kind, namespace and name; the first one where a tree has it for several environments.
    pub fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&Item> {
        let is_it =
            |item: &&Item| *item.kind == *kind && *item.namespace == *namespace && *item.name == *name;
        self.candidates(self.index.get(Key::Name(kind, name))).find(is_it)
    }

    /// Returns the workloads of a namespace with what is known of them.
    pub fn workloads(&self, namespace: &str) -> impl Iterator<Item = (&Item, &Workload)> {
        self.get(self.workloads.get(namespace)).filter_map(|item| match &item.facts {
            Facts::Workload(workload) => Some((item, &**workload)),
            _ => None,
        })
    }

    /// Tells whether a seccomp filter with the file name of this path is known.
    pub fn has_seccomp_profile(&self, path: &str) -> bool {
        self.profiles.has_seccomp(path)
    }

    /// Tells whether an AppArmor profile of that name is known.
    pub fn has_app_armor_profile(&self, name: &str) -> bool {
        self.profiles.has_app_armor(name)
    }

    /// Tells whether the object of that kind and name in the file of that path is only a part of one: a kustomization
    /// applies the file as a patch, and another file has the object, or it comes from outside of the tree. What such a
    /// part does not say, the other says.
    pub fn is_fragment(&self, kind: &str, name: &str, path: &str) -> bool {
        let Some(fragment) = self.fragments.get(path) else { return false };
        let is_it = |item: &Item| {
            *item.kind == *kind && *item.name == *name && self.fragments.get(&item.path).is_none()
        };
        fragment.builds_on_others
            || (fragment.has_target && self.fragments.is_whole_elsewhere(kind))
            || self.candidates(self.index.get(Key::Name(kind, name))).any(is_it)
    }

    /// Returns the bindings that give something to a ServiceAccount, by its name or by its groups. An object without a
    /// namespace is taken to match in all.
    pub fn bindings_of_account(
        &self,
        namespace: &str,
        name: &str,
    ) -> impl Iterator<Item = (&Item, &Binding)> {
        let indexes: Vec<u32> = self.access.of_account(namespace, name).collect();
        indexes.into_iter().filter_map(|index| self.binding(index))
    }

    /// Returns the bindings to a role, in all namespaces.
    pub fn bindings_of_role(&self, kind: &str, name: &str) -> impl Iterator<Item = (&Item, &Binding)> {
        self.access.of_role(kind, name).iter().filter_map(|index| self.binding(*index))
    }

    fn binding(&self, index: u32) -> Option<(&Item, &Binding)> {
        let item = self.items.get(usize::try_from(index).ok()?)?;
        if let Facts::Binding(binding) = &item.facts { Some((item, binding)) } else { None }
    }

    /// Tells whether pods of that namespace run as the ServiceAccount.
    pub fn is_account_in_use(&self, namespace: &str, name: &str) -> bool {
        self.access.is_in_use(namespace, name)
    }

    /// Returns the objects of that kind and name which an object in `namespace` may mean: [`may_meet`].
    pub fn named<'i>(
        &'i self,
        kind: &'i str,
        namespace: &'i str,
        name: &'i str,
    ) -> impl Iterator<Item = &'i Item> {
        self.candidates(self.index.get(Key::Name(kind, name))).filter(move |item| {
            *item.kind == *kind && *item.name == *name && may_meet(&item.namespace, namespace)
        })
    }

    /// Returns the objects from which a controller or a tool makes the one of that kind and name, such as an `ExternalSecret`.
    pub fn makers<'i>(
        &'i self,
        kind: UseKind,
        namespace: &'i str,
        name: &'i str,
    ) -> impl Iterator<Item = &'i Item> {
        self.candidates(self.index.get(Key::Name(kind.kind(), name))).filter(move |item| {
            let is_it = |one: &Use| one.kind == kind && *one.name == *name;
            let makes_it = matches!(&item.facts, Facts::Makes(made) if made.iter().any(is_it));
            makes_it && may_meet(&item.namespace, namespace)
        })
    }

    /// Tells whether an operator may make pods in `namespace`, from a custom resource of the scan, that `selector` selects.
    pub fn may_operator_make_pods(&self, namespace: &str, selector: &Selector) -> bool {
        self.operated.may_be_selected(namespace, selector)
    }

    /// Tells whether an operator may make an object of that name in `namespace` from a custom resource of the scan.
    pub fn may_operator_make(&self, namespace: &str, name: &str) -> bool {
        self.operated.may_be_called(namespace, name)
    }

    /// Tells whether any workload may stand in `namespace`.
    pub fn has_workloads(&self, namespace: &str) -> bool {
        places(namespace).any(|place| match place {
            ANY => !self.workloads.is_empty(),
            place => self.workloads.contains_key(place),
        })
    }

    /// Tells whether a policy of Cilium, Calico or Antrea stands in `namespace`.
    pub fn has_other_policies(&self, namespace: &str) -> bool {
        self.other_policies.contains(namespace)
    }

    /// Tells whether any object of a kind may stand in `namespace`.
    pub fn has_kind(&self, kind: &str, namespace: &str) -> bool {
        places(namespace).any(|place| match place {
            ANY => {
                let first = self.by_kind.range((Arc::from(kind), Arc::from(""))..).next();
                first.is_some_and(|((known, _), _)| **known == *kind)
            }
            place => self.of_kind(kind, place).next().is_some(),
        })
    }

    /// Returns the workloads whose pods a selector in `namespace` may select.
    pub fn selected<'i>(
        &'i self,
        namespace: &'i str,
        selector: &'i Selector,
    ) -> impl Iterator<Item = (&'i Item, &'i Workload)> {
        places(namespace).flat_map(move |place| {
            let workloads: Box<dyn Iterator<Item = &Item>> = match self.index.pods(place, selector) {
                Some(candidates) => Box::new(self.candidates(candidates)),
                None if place == ANY => Box::new(self.items.iter()),
                None => Box::new(self.get(self.workloads.get(place))),
            };
            let workloads = workloads.filter_map(|item| match &item.facts {
                Facts::Workload(workload) => Some((item, &**workload)),
                _ => None,
            });
            workloads.filter(move |(item, workload)| {
                may_meet(&item.namespace, namespace) && selector.matches(&workload.pod_labels)
            })
        })
    }

    /// Returns what may scale the workload of that kind and name in `namespace`.
    pub fn autoscalers<'i>(
        &'i self,
        kind: &'i str,
        namespace: &'i str,
        name: &'i str,
    ) -> impl Iterator<Item = (&'i Item, &'i Autoscaler)> {
        self.candidates(self.index.get(Key::Scaling(kind, name))).filter_map(move |item| match &item.facts {
            Facts::Autoscaler(scaler)
                if *scaler.target_kind == *kind
                    && *scaler.target_name == *name
                    && may_meet(&item.namespace, namespace) =>
            {
                Some((item, scaler))
            }
            _ => None,
        })
    }

    /// Returns the Services, `NetworkPolicies` and disruption budgets that may select pods in `namespace` that have
    /// `labels`.
    pub fn selecting<'i>(&'i self, namespace: &'i str, labels: &'i Labels) -> impl Iterator<Item = &'i Item> {
        let of_place = places(namespace).flat_map(|place| self.index.selectors(place, labels));
        of_place.flat_map(|candidates| self.candidates(candidates)).filter(move |item| {
            let selector = match &item.facts {
                // A Service without a selector selects nothing.
                Facts::Service(service) if !service.selector.is_empty() => &service.selector,
                Facts::NetworkPolicy(policy) => &policy.selector,
                Facts::DisruptionBudget(DisruptionBudget { selector: Some(selector), .. }) => selector,
                _ => return false,
            };
            may_meet(&item.namespace, namespace) && selector.matches(labels)
        })
    }

    /// Returns the Ingresses that have a rule for that very host and path.
    pub fn routing<'i>(&'i self, host: &'i str, path: &'i str) -> impl Iterator<Item = &'i Item> {
        self.candidates(self.index.get(Key::Route(host, path))).filter(move |item| match &item.facts {
            Facts::Ingress(backends) => {
                backends.iter().any(|backend| *backend.host == *host && *backend.path == *path)
            }
            _ => false,
        })
    }

    fn candidates(&self, indexes: &[(u64, u32)]) -> impl Iterator<Item = &Item> {
        let indexes = indexes.iter().take(MAX_CANDIDATES);
        indexes.filter_map(|(_, index)| self.items.get(usize::try_from(*index).ok()?))
    }

    /// Returns the namespaces that any workload stands in, in order.
    pub fn namespaces_of_workloads(&self) -> impl Iterator<Item = &str> {
        self.workloads.keys().map(|namespace| &**namespace)
    }
}

/// Tells whether objects of two namespaces may be neighbours: the same one, or one is not said, as in manifests that
/// `kubectl -n` or kustomize puts somewhere.
pub fn may_meet(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

/// The namespaces to look up neighbours of `namespace` in.
fn places(namespace: &str) -> impl Iterator<Item = &str> {
    let (first, second) = if namespace.is_empty() { (ANY, None) } else { (namespace, Some("")) };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &str, namespace: &str, name: &str) -> Item {
        let text = Arc::<str>::from;
        Item {
            group: text(""),
            kind: text(kind),
            namespace: text(namespace),
            name: text(name),
            path: text("a.yaml"),
            labels: Labels::default(),
            facts: Facts::Plain,
        }
    }

    #[test]
    fn finds_by_kind_and_namespace() {
        let all = [item("Secret", "a", "x"), item("Secret", "b", "y"), item("SecretStore", "a", "x")];
        let inventory = Inventory::new(all.to_vec());
        assert!(inventory.has("Secret", "a", "x") && !inventory.has("Secret", "b", "x"));
        assert_eq!(inventory.all_of_kind("Secret").count(), 2);
        assert_eq!(inventory.of_kind("SecretStore", "a").count(), 1);
    }
    #[test]
    fn meets_where_a_namespace_is_not_said() {
        let all = [item("Secret", "a", "x"), item("Secret", "", "y")];
        let inventory = Inventory::new(all.to_vec());
        let count = |namespace, name| inventory.named("Secret", namespace, name).count();
        assert_eq!([count("a", "x"), count("b", "x"), count("", "x"), count("b", "y")], [1, 0, 1, 1]);
        assert!(inventory.has_kind("Secret", "b") && !inventory.has_kind("Role", "b"));
    }

    #[test]
    fn finds_by_selector() {
        let labels = |all: &[(&str, &str)]| {
            Labels(all.iter().map(|(key, value)| (Arc::from(*key), Arc::from(*value))).collect())
        };
        let selector = |all| Selector { labels: labels(all), expressions: Box::default() };
        let web = Workload { pod_labels: labels(&[("app", "web"), ("tier", "1")]), ..Workload::default() };
        let policy = NetworkPolicy { selector: selector(&[("tier", "1")]), ..NetworkPolicy::default() };
        let service = Service { selector: selector(&[]), ..Service::default() };
        let inventory = Inventory::new(vec![
            Item { facts: Facts::Workload(Box::new(web)), ..item("Pod", "a", "web") },
            Item { facts: Facts::NetworkPolicy(policy), ..item("NetworkPolicy", "", "web") },
            Item { facts: Facts::Service(service), ..item("Service", "a", "by-hand") },
        ]);
        assert_eq!(inventory.selected("a", &selector(&[("tier", "1"), ("app", "web")])).count(), 1);
        assert_eq!(inventory.selected("", &selector(&[])).count(), 1);
        assert_eq!(inventory.selected("b", &selector(&[("app", "web")])).count(), 0);
        assert_eq!(inventory.selected("a", &selector(&[("app", "db")])).count(), 0);
        let wanted = labels(&[("app", "web"), ("tier", "1")]);
        let found = inventory.selecting("a", &wanted);
        assert_eq!(found.map(|item| &*item.kind).collect::<Vec<_>>(), ["NetworkPolicy"]);
    }
}
