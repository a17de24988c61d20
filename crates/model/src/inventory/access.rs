//! Which bindings give something to a ServiceAccount, which use a role, and which accounts pods run as.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Facts, Item, Principal};

/// Indexes of the items that have to do with access.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// Bindings by name and namespace of a ServiceAccount. The empty name stands for all accounts of the namespace, or
    /// of the cluster.
    by_account: BTreeMap<(Arc<str>, Arc<str>), Vec<u32>>,
    /// Bindings by kind and name of their role.
    by_role: BTreeMap<(Arc<str>, Arc<str>), Vec<u32>>,
    /// Namespace and name of the accounts that pods run as.
    in_use: BTreeSet<(Arc<str>, Arc<str>)>,
}

/// At most this many bindings are told of one account, so that a hostile tree costs no more than a large one.
const MAX_BINDINGS: usize = 1_000;

impl Access {
    pub(super) fn add(&mut self, index: u32, item: &Item) {
        match &item.facts {
            Facts::Workload(workload) => {
                self.in_use.insert((Arc::clone(&item.namespace), Arc::clone(&workload.service_account)));
            }
            Facts::Binding(binding) => {
                let role = (Arc::clone(&binding.role_kind), Arc::clone(&binding.role_name));
                self.by_role.entry(role).or_default().push(index);
                for key in binding.subjects.iter().filter_map(|subject| account(subject, item)) {
                    self.by_account.entry(key).or_default().push(index);
                }
            }
            _ => {}
        }
    }

    /// Returns the bindings of an account. An object without a namespace may go to any, so it matches all of them; the
    /// account `default` exists in each, so it matches only itself.
    pub(super) fn of_account<'a>(&'a self, namespace: &'a str, name: &str) -> impl Iterator<Item = u32> + 'a {
        let key = |name: &str, namespace: &str| (Arc::<str>::from(name), Arc::<str>::from(namespace));
        let mut found: Vec<&Vec<u32>> = Vec::new();
        if namespace.is_empty() && name != "default" {
            let of_name =
                self.by_account.range(key(name, "")..).take_while(|((known, _), _)| **known == *name);
            found.extend(of_name.map(|(_, bindings)| bindings).take(MAX_BINDINGS));
        } else {
            let own = if namespace.is_empty() { "default" } else { namespace };
            found.extend([key(name, ""), key(name, own)].iter().filter_map(|key| self.by_account.get(key)));
        }
        found.extend(self.by_account.get(&key("", "")));
        if !namespace.is_empty() {
            found.extend(self.by_account.get(&key("", namespace)));
        }
        found.into_iter().flatten().copied().take(MAX_BINDINGS)
    }

    pub(super) fn of_role(&self, kind: &str, name: &str) -> &[u32] {
        self.by_role.get(&(Arc::from(kind), Arc::from(name))).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn is_in_use(&self, namespace: &str, name: &str) -> bool {
        self.in_use.contains(&(Arc::from(namespace), Arc::from(name)))
    }
}

/// Returns the name and namespace of the accounts that a subject stands for.
///
/// # Source
/// Kubernetes, "Managing Service Accounts": the user is `system:serviceaccount:<namespace>:<name>`, the groups are
/// `system:serviceaccounts`, `system:serviceaccounts:<namespace>` and `system:authenticated`.
fn account(subject: &Principal, binding: &Item) -> Option<(Arc<str>, Arc<str>)> {
    match &*subject.kind {
        "ServiceAccount" if subject.namespace.is_empty() => {
            Some((Arc::clone(&subject.name), Arc::clone(&binding.namespace)))
        }
        "ServiceAccount" => Some((Arc::clone(&subject.name), Arc::clone(&subject.namespace))),
        "User" => {
            let (namespace, name) = subject.name.strip_prefix("system:serviceaccount:")?.split_once(':')?;
            Some((Arc::from(name), Arc::from(namespace)))
        }
        "Group" => {
            let namespace = match &*subject.name {
                "system:serviceaccounts" | "system:authenticated" => "",
                name => name.strip_prefix("system:serviceaccounts:")?,
            };
            Some((Arc::from(""), Arc::from(namespace)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Binding, Labels};
    use super::*;

    fn binding(namespace: &str, subject: (&str, &str, &str)) -> Item {
        let text = Arc::<str>::from;
        let (kind, of, name) = subject;
        Item {
            group: text("rbac.authorization.k8s.io"),
            kind: text("RoleBinding"),
            namespace: text(namespace),
            name: text("x"),
            path: text("a.yaml"),
            labels: Labels::default(),
            facts: Facts::Binding(Binding {
                role_kind: text("Role"),
                role_name: text("reader"),
                subjects: [Principal { kind: text(kind), namespace: text(of), name: text(name) }].into(),
            }),
        }
    }

    fn count(subject: (&str, &str, &str), namespace: &str, name: &str) -> usize {
        let mut access = Access::default();
        access.add(0, &binding("shop", subject));
        assert_eq!(access.of_role("Role", "reader"), [0]);
        access.of_account(namespace, name).count()
    }

    #[test]
    fn finds_bindings_by_account_user_and_group() {
        assert_eq!(count(("ServiceAccount", "", "web"), "shop", "web"), 1);
        assert_eq!(count(("ServiceAccount", "shop", "web"), "bank", "web"), 0);
        assert_eq!(count(("User", "", "system:serviceaccount:shop:web"), "shop", "web"), 1);
        assert_eq!(count(("Group", "", "system:serviceaccounts:shop"), "shop", "web"), 1);
        assert_eq!(count(("Group", "", "system:serviceaccounts:shop"), "bank", "web"), 0);
        assert_eq!(count(("Group", "", "system:authenticated"), "bank", "web"), 1);
        assert_eq!(count(("Group", "", "people"), "shop", "web"), 0);
    }

    #[test]
    fn an_object_without_a_namespace_matches_any_but_for_the_account_that_each_has() {
        assert_eq!(count(("ServiceAccount", "bank", "web"), "", "web"), 1);
        assert_eq!(count(("ServiceAccount", "bank", "default"), "", "default"), 0);
        assert_eq!(count(("ServiceAccount", "default", "default"), "", "default"), 1);
    }
}
