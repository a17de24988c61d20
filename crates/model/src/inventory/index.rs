//! Finds objects by their name, or by what selects them, without looking at all of them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Facts, Item, Labels, Selector};

/// Stands for every namespace; no namespace can have that name.
pub(super) const ANY: &str = "*";

/// A look at more candidates than this ends. 10,000: a namespace seldom has a tenth, and a hostile tree asks for each of
/// its objects again.
pub(super) const MAX_CANDIDATES: usize = 10_000;

/// Indexes of objects by the hash of what they are looked up by. Who asks compares again, so a collision costs time only.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<(u64, u32)>);

/// What objects are looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    /// A name of a kind, in any namespace.
    Name(&'a str, &'a str),
    /// The kind and name of what an autoscaler scales, in any namespace.
    Scaling(&'a str, &'a str),
    /// A label of pods in a namespace.
    PodLabel(&'a str, &'a str, &'a str),
    /// The label that a selector in a namespace asks for, and that the fewest others ask for.
    Selecting(&'a str, &'a str, &'a str),
    /// A selector in a namespace that asks for no label by its value.
    SelectingWithout(&'a str),
    /// A host and a path of an Ingress.
    Route(&'a str, &'a str),
}

impl Key<'_> {
    fn hash_one(&self) -> u64 {
        // Without a random seed, so that the same input takes the same way.
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl Index {
    pub(super) fn new(items: &[Item]) -> Self {
        let mut entries = Vec::new();
        let counts = counts(items);
        for (index, item) in items.iter().enumerate() {
            let Ok(index) = u32::try_from(index) else { break };
            let mut add = |key: Key<'_>| entries.push((key.hash_one(), index));
            if !item.name.is_empty() {
                add(Key::Name(&item.kind, &item.name));
            }
            for namespace in [&*item.namespace, ANY] {
                match &item.facts {
                    Facts::Workload(workload) => {
                        for (key, value) in &workload.pod_labels.0 {
                            add(Key::PodLabel(namespace, key, value));
                        }
                    }
                    Facts::Service(service) => add(selecting(namespace, &service.selector, &counts)),
                    Facts::NetworkPolicy(policy) => add(selecting(namespace, &policy.selector, &counts)),
                    Facts::DisruptionBudget(budget) => {
                        if let Some(selector) = &budget.selector {
                            add(selecting(namespace, selector, &counts));
                        }
                    }
                    _ => {}
                }
            }
            match &item.facts {
                Facts::Makes(made) => {
                    made.iter().for_each(|one| add(Key::Name(one.kind.kind(), &one.name)));
                }
                Facts::Autoscaler(scaler) => add(Key::Scaling(&scaler.target_kind, &scaler.target_name)),
                Facts::Ingress(backends) => {
                    backends.iter().for_each(|backend| add(Key::Route(&backend.host, &backend.path)));
                }
                _ => {}
            }
        }
        entries.sort_unstable();
        entries.dedup();
        Self(entries)
    }

    /// Returns the indexes of what may be meant by `key`, in order.
    pub(super) fn get(&self, key: Key<'_>) -> &[(u64, u32)] {
        let hash = key.hash_one();
        let start = self.0.partition_point(|(known, _)| *known < hash);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|(known, _)| *known == hash)).unwrap_or_default()
    }

    /// Returns where to look for the pods of one namespace that `selector` selects; none where it asks for no label.
    pub(super) fn pods<'i>(&'i self, namespace: &str, selector: &Selector) -> Option<&'i [(u64, u32)]> {
        let pairs = selector.labels.0.iter();
        pairs.map(|(key, value)| self.get(Key::PodLabel(namespace, key, value))).min_by_key(|all| all.len())
    }

    /// Returns where to look for what selects `labels` in one namespace.
    pub(super) fn selectors<'i>(&'i self, namespace: &str, labels: &Labels) -> Vec<&'i [(u64, u32)]> {
        let by_label = labels.0.iter().map(|(key, value)| self.get(Key::Selecting(namespace, key, value)));
        std::iter::once(self.get(Key::SelectingWithout(namespace))).chain(by_label).collect()
    }
}

/// How many selectors ask for each label.
fn counts(items: &[Item]) -> BTreeMap<(&str, &str), u32> {
    let mut counts = BTreeMap::new();
    for item in items {
        let selector = match &item.facts {
            Facts::Service(service) => &service.selector,
            Facts::NetworkPolicy(policy) => &policy.selector,
            _ => continue,
        };
        for (key, value) in &selector.labels.0 {
            let count: &mut u32 = counts.entry((&**key, &**value)).or_default();
            *count = count.saturating_add(1);
        }
    }
    counts
}

fn selecting<'a>(
    namespace: &'a str,
    selector: &'a Selector,
    counts: &BTreeMap<(&str, &str), u32>,
) -> Key<'a> {
    let pairs = selector.labels.0.iter();
    let rarest = pairs.min_by_key(|(key, value)| counts.get(&(&**key, &**value)));
    match rarest {
        Some((key, value)) => Key::Selecting(namespace, key, value),
        None => Key::SelectingWithout(namespace),
    }
}
