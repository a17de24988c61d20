//! What operators make from custom resources: pods and Services that stand in no tree.
//!
//! An operator is not asked, so what it makes is known by how it is called: its labels have a domain of the operator's API
//! group (`cnpg.io/cluster`), or their values name the custom resource or its kind; its Services and Deployments have the
//! name of the custom resource in theirs (`orders-kafka-bootstrap` of the Kafka `orders`). A custom resource of which
//! nothing runs, such as a `ServiceMonitor` or a Certificate, makes nothing of the sort, although it often has the name of
//! the application.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Facts, Item, Selector};

/// Ends of API groups of which nothing runs that a Service could select, at least nothing that is called after them.
///
/// # Source
/// The API references of the makers. `k8s.io` has what Kubernetes itself serves, and the Gateway API.
const SILENT_GROUPS: &[&str] = &[
    "antrea.io",
    "azure.com",
    "bitnami.com",
    "cert-manager.io",
    "cilium.io",
    "cloud.google.com",
    "containo.us",
    "crossplane.io",
    "doppler.com",
    "elbv2.k8s.aws",
    "external-secrets.io",
    "gatekeeper.sh",
    "getambassador.io",
    "hashicorp.com",
    "infisical.com",
    "istio.io",
    "k8s.io",
    "k8s.nginx.org",
    "karpenter.sh",
    "keda.sh",
    "konghq.com",
    "kubewarden.io",
    "kyverno.io",
    "metallb.io",
    "onepassword.com",
    "openshift.io",
    "projectcalico.org",
    "projectcontour.io",
    "secrets-store.csi.x-k8s.io",
    "services.k8s.aws",
    "smi-spec.io",
    "source.toolkit.fluxcd.io",
    "traefik.io",
    "upbound.io",
    "velero.io",
];

/// Groups whose name ends like one of those, and of which something runs.
const LOUD_GROUPS: [&str; 1] = ["sparkoperator.k8s.io"];

/// Ends of kinds that say, set or grant something and run nothing, whatever their group.
const SILENT_KINDS: &[&str] = &[
    "Alert",
    "Application",
    "ApplicationSet",
    "Authentication",
    "Backup",
    "Binding",
    "Certificate",
    "Class",
    "Config",
    "Configuration",
    "Dashboard",
    "Database",
    "DataSource",
    "Datasource",
    "Entry",
    "Filter",
    "Issuer",
    "Kustomization",
    "Middleware",
    "Monitor",
    "Permission",
    "Policy",
    "Probe",
    "Project",
    "Provider",
    "Queue",
    "Quota",
    "Repository",
    "Rollout",
    "Route",
    "Rule",
    "Schedule",
    "Secret",
    "Store",
    "Template",
    "Topic",
    "User",
    "VirtualService",
    "Vhost",
];

/// What installs charts, whose objects may go to any namespace.
const INSTALLERS: [&str; 2] = ["HelmChart", "HelmRelease"];

/// Groups whose pods are known from their template, and which make Services of the same name.
const SERVED: [&str; 2] = ["agents.x-k8s.io", "serving.knative.dev"];

/// A way to tell what an operator made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// The domain of its API group.
    Domain,
    /// The name of the custom resource.
    Name,
    /// The kind, or the first part of the group, in small letters.
    Word,
}

/// The marks of the custom resources of a scan, with their namespaces.
#[derive(Debug, Default)]
pub(super) struct Operated(BTreeSet<(Mark, Arc<str>, Arc<str>)>);

/// Parts of one name, labels of one selector, and words that begin alike, as many as are looked at: a hostile tree has
/// thousands.
const MAX_PARTS: usize = 8;
const MAX_LABELS: usize = 8;
const MAX_WORDS: usize = 1_000;

/// A shorter value says too little to be told from a part of another word. 4: "etcd".
const MIN_WORD: usize = 4;

impl Operated {
    pub(super) fn new(items: &[Item]) -> Self {
        let mut marks = BTreeSet::new();
        for item in items.iter().filter(|item| item.group.contains('.')) {
            let mut add = |mark, text: Arc<str>| marks.insert((mark, text, place(item)));
            if is_gateway(item) {
                add(Mark::Domain, Arc::clone(&item.group));
                // Istio, "Kubernetes Gateway API", "Automated Deployment": the name and the class of the Gateway.
                add(Mark::Name, Arc::from(format!("{}-istio", item.name)));
            } else if may_run(item) {
                add(Mark::Domain, Arc::from(domain(&item.group)));
                if !item.name.is_empty() {
                    add(Mark::Name, Arc::clone(&item.name));
                }
                let first = item.group.split('.').next().unwrap_or_default();
                add(Mark::Word, Arc::from(first.to_ascii_lowercase()));
                add(Mark::Word, Arc::from(item.kind.to_ascii_lowercase()));
            }
        }
        Self(marks)
    }

    /// Tells whether an operator may make pods in `namespace` that `selector` selects.
    pub(super) fn may_be_selected(&self, namespace: &str, selector: &Selector) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let labels = selector.labels.0.iter().map(|(key, value)| (key, Some(value)));
        let expressions = selector.expressions.iter().map(|one| (&one.key, one.values.first()));
        labels.chain(expressions).take(MAX_LABELS).any(|(key, value)| {
            let of_key = key.split_once('/').map(|(prefix, _)| domain(prefix));
            of_key.is_some_and(|domain| self.has(Mark::Domain, domain, namespace))
                || value.is_some_and(|value| {
                    self.may_be_called(namespace, value) || self.has_word(value, namespace)
                })
        })
    }

    /// Tells whether an operator may make an object of that name in `namespace`: a part of it, between its dashes and dots,
    /// is the name of a custom resource.
    pub(super) fn may_be_called(&self, namespace: &str, name: &str) -> bool {
        if self.0.is_empty() || name.len() > 253 {
            return false;
        }
        let is_cut = |c: char| !c.is_ascii_alphanumeric();
        let cuts = name.match_indices(is_cut).take(MAX_PARTS.saturating_sub(1));
        let starts: Vec<usize> = std::iter::once(0).chain(cuts.map(|(at, _)| at.saturating_add(1))).collect();
        let parts = starts.iter().filter_map(|start| name.get(*start..));
        parts.into_iter().any(|rest| {
            let ends = rest.match_indices(is_cut).map(|(at, _)| at).take(MAX_PARTS);
            let mut ends = ends.chain([rest.len()]);
            ends.any(|end| rest.get(..end).is_some_and(|part| self.has(Mark::Name, part, namespace)))
        })
    }

    fn has(&self, mark: Mark, text: &str, namespace: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let text: Arc<str> = Arc::from(text);
        let key = |namespace: &str| (mark, Arc::clone(&text), Arc::from(namespace));
        if namespace.is_empty() {
            let first = self.0.range(key("")..).next();
            return first.is_some_and(|(of, known, _)| *of == mark && *known == text);
        }
        self.0.contains(&key("")) || self.0.contains(&key(namespace))
    }

    /// Tells whether a kind or group begins with `value`, as `Kafka` and `RedisCluster` do with `kafka` and `redis`.
    fn has_word(&self, value: &str, namespace: &str) -> bool {
        if value.len() < MIN_WORD {
            return false;
        }
        let from = (Mark::Word, Arc::from(value), Arc::from(""));
        let begin =
            self.0.range(from..).take_while(|(mark, word, _)| *mark == Mark::Word && word.starts_with(value));
        begin.take(MAX_WORDS).any(|(_, _, of)| super::may_meet(of, namespace))
    }
}

/// The namespace that an item makes things in; the empty one stands for any.
fn place(item: &Item) -> Arc<str> {
    if INSTALLERS.contains(&&*item.kind) { Arc::from("") } else { Arc::clone(&item.namespace) }
}

/// From a Gateway of the Gateway API pods are made, but it often has the name of the application that it leads to.
fn is_gateway(item: &Item) -> bool {
    *item.kind == *"Gateway" && *item.group == *"gateway.networking.k8s.io"
}

/// Tells whether pods may be made from a custom resource that are not known from a template in it.
fn may_run(item: &Item) -> bool {
    let group = &*item.group;
    if matches!(item.facts, Facts::Workload(_)) {
        return SERVED.contains(&group);
    }
    let is_of =
        |end: &&&str| group.strip_suffix(**end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let is_silent_group = SILENT_GROUPS.iter().any(|end| is_of(&end)) && !LOUD_GROUPS.contains(&group);
    !is_silent_group && !SILENT_KINDS.iter().any(|end| item.kind.ends_with(end))
}

/// Returns the domain that an operator's group and labels have in common: `cnpg.io` of `postgresql.cnpg.io`. Below the
/// domains of Kubernetes itself each has its own.
fn domain(name: &str) -> &str {
    if name.ends_with("k8s.io") || name.ends_with("kubernetes.io") {
        return name;
    }
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    let start = dots.nth(1).map_or(0, |at| at.saturating_add(1));
    name.get(start..).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::Labels;
    use super::*;

    fn item(group: &str, kind: &str, namespace: &str, name: &str) -> Item {
        let text = Arc::<str>::from;
        Item {
            group: text(group),
            kind: text(kind),
            namespace: text(namespace),
            name: text(name),
            path: text("a.yaml"),
            labels: Labels::default(),
            facts: Facts::Plain,
        }
    }

    fn selector(key: &str, value: &str) -> Selector {
        let labels = Labels([(Arc::from(key), Arc::from(value))].into());
        Selector { labels, expressions: Box::default() }
    }

    #[test]
    fn what_an_operator_makes_is_called_after_its_resource() {
        let operated = Operated::new(&[
            item("kafka.strimzi.io", "Kafka", "shop", "orders"),
            item("postgresql.cnpg.io", "Cluster", "shop", "stock-db"),
            item("helm.toolkit.fluxcd.io", "HelmRelease", "flux-system", "grafana"),
        ]);
        for name in ["orders", "orders-kafka-bootstrap", "el-orders", "stock-db-rw", "grafana-http"] {
            assert!(operated.may_be_called("shop", name), "{name}");
        }
        assert!(operated.may_be_called("", "orders-kafka-bootstrap"));
        for (namespace, name) in [("bank", "orders"), ("shop", "order"), ("shop", "stock"), ("shop", "web")] {
            assert!(!operated.may_be_called(namespace, name), "{namespace}/{name}");
        }
        for (key, value) in [
            ("strimzi.io/cluster", "another"),
            ("cnpg.io/cluster", "another"),
            ("app", "stock-db"),
            ("app.kubernetes.io/name", "kafka"),
            ("app", "postgres"),
        ] {
            assert!(operated.may_be_selected("shop", &selector(key, value)), "{key}: {value}");
        }
        for (key, value) in [("app", "web"), ("app.kubernetes.io/name", "web"), ("tier", "db"), ("app", "")] {
            assert!(!operated.may_be_selected("shop", &selector(key, value)), "{key}: {value}");
        }
    }

    #[test]
    fn a_resource_of_which_nothing_runs_makes_nothing() {
        let operated = Operated::new(&[
            item("monitoring.coreos.com", "ServiceMonitor", "shop", "web"),
            item("cert-manager.io", "Certificate", "shop", "web"),
            item("external-secrets.io", "ExternalSecret", "shop", "web"),
            item("networking.istio.io", "VirtualService", "shop", "web"),
            item("gateway.networking.k8s.io", "Gateway", "shop", "web"),
            item("kafka.strimzi.io", "KafkaTopic", "shop", "web"),
            item("apps", "Deployment", "shop", "web"),
        ]);
        assert!(!operated.may_be_called("shop", "web") && !operated.may_be_called("shop", "web-svc"));
        assert!(!operated.may_be_selected("shop", &selector("app", "web")));
        assert!(operated.may_be_selected("shop", &selector("gateway.networking.k8s.io/gateway-name", "web")));
        assert!(operated.may_be_called("shop", "web-istio"));
    }
}
