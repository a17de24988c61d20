//! From an object to what others may want to know of it.

use std::sync::Arc;

use sekimori_model::inventory::{
    Amount, Autoscaler, Backend, Binding, ContainerDefaults, DisruptionBudget, Expression, Facts, Item,
    Labels, Names, NetworkPolicy, Operator, PolicyRule, Principal, Profiles, Selector, Service,
    ServiceAccount, ServicePort,
};

use super::field::{Field, Recorder};
use super::made::made;
use super::object::Object;
use super::patches::item_of_patches;
use super::workload::workload;
use crate::lsm::provided::{self, Provided};

/// Reads what others may want to know of an object.
///
/// Wrong types are passed over here: they are told where rules look at the object itself.
pub fn items(object: &Object<'_>, path: &Arc<str>, names: &Names) -> impl Iterator<Item = Item> {
    // A ConfigMap tells its keys, and may bring profiles to nodes.
    let is_map = object.group.is_empty() && object.kind == "ConfigMap";
    let recorder = Recorder::default();
    let profiles = is_map.then(|| provided::by_object(object, &object.field(&recorder)));
    let profiles = profiles.and_then(|provided| item_of_profiles(&provided, path, names));
    let patches = item_of_patches(object, path, names);
    std::iter::once(item(object, path, names)).chain(profiles).chain(patches)
}

fn item(object: &Object<'_>, path: &Arc<str>, names: &Names) -> Item {
    let recorder = Recorder::default();
    let top = object.field(&recorder);
    let reader = Reader { names };
    Item {
        group: names.share(object.group),
        kind: names.share(object.kind),
        namespace: names.share(object.namespace),
        name: names.share(object.name),
        path: Arc::clone(path),
        labels: reader.labels(&top.at("metadata.labels")),
        facts: facts(object, &top, &recorder, &reader),
    }
}

fn facts(object: &Object<'_>, top: &Field<'_>, recorder: &Recorder, reader: &Reader<'_>) -> Facts {
    if let Some(pod) = object.pod(recorder) {
        return Facts::Workload(Box::new(workload(&pod, top, reader)));
    }
    let spec = top.at("spec");
    match (object.group, object.kind) {
        ("", "Service") => Facts::Service(service(&spec, reader)),
        ("networking.k8s.io" | "extensions", "NetworkPolicy") => {
            Facts::NetworkPolicy(network_policy(&spec, reader))
        }
        ("policy", "PodDisruptionBudget") => Facts::DisruptionBudget(DisruptionBudget {
            selector: spec.at("selector").is_present().then(|| reader.selector(&spec.at("selector"))),
            min_available: amount(&spec.at("minAvailable")),
            max_unavailable: amount(&spec.at("maxUnavailable")),
        }),
        ("autoscaling", "HorizontalPodAutoscaler") => Facts::Autoscaler(Autoscaler {
            target_kind: reader.text(&spec.at("scaleTargetRef.kind")),
            target_name: reader.text(&spec.at("scaleTargetRef.name")),
            min: spec.at("minReplicas").int(),
            max: spec.at("maxReplicas").int(),
        }),
        ("keda.sh", "ScaledObject") => Facts::Autoscaler(Autoscaler {
            target_kind: reader.text_or(&spec.at("scaleTargetRef.kind"), "Deployment"),
            target_name: reader.text(&spec.at("scaleTargetRef.name")),
            min: spec.at("minReplicaCount").int(),
            max: spec.at("maxReplicaCount").int(),
        }),
        ("", "ServiceAccount") => Facts::ServiceAccount(ServiceAccount {
            automount: top.at("automountServiceAccountToken").bool(),
            pull_secrets: !top.at("imagePullSecrets").items("name").is_empty(),
        }),
        ("", "LimitRange") => Facts::LimitRange(container_defaults(&spec, reader)),
        ("rbac.authorization.k8s.io", "Role" | "ClusterRole") => Facts::Role(
            top.at("rules").items("resources").iter().map(|rule| policy_rule(rule, reader)).collect(),
        ),
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => {
            Facts::Binding(binding(top, reader))
        }
        ("networking.k8s.io" | "extensions", "Ingress") => Facts::Ingress(ingress(&spec, reader)),
        ("", "ConfigMap" | "Secret") => Facts::Keys(keys(top, reader)),
        _ => other(object, top, reader),
    }
}

/// What an object makes for others: `ConfigMaps` and Secrets, or profiles.
fn other(object: &Object<'_>, top: &Field<'_>, reader: &Reader<'_>) -> Facts {
    let made = made(object, top, reader);
    if !made.is_empty() {
        return Facts::Makes(made.into());
    }
    let profiles_of_it = provided::by_object(object, top);
    if profiles_of_it.is_empty() {
        return Facts::Plain;
    }
    Facts::Profiles(Box::new(profiles(&profiles_of_it, reader.names)))
}

/// Returns what a file that is no object tells others: the profiles that it has for nodes; none where it has none.
pub fn item_of_profiles(names: &Provided, path: &Arc<str>, shared: &Names) -> Option<Item> {
    let nothing = shared.share("");
    (!names.is_empty()).then(|| Item {
        group: Arc::clone(&nothing),
        kind: Arc::clone(&nothing),
        namespace: nothing,
        name: Arc::clone(path),
        path: Arc::clone(path),
        labels: Labels::default(),
        facts: Facts::Profiles(Box::new(profiles(names, shared))),
    })
}

fn profiles(names: &Provided, shared: &Names) -> Profiles {
    let all = |names: &[String]| names.iter().map(|name| shared.share(name)).collect();
    Profiles { seccomp: all(&names.seccomp), app_armor: all(&names.app_armor) }
}

/// Takes texts out of fields, each kept once.
#[derive(Debug)]
pub(super) struct Reader<'n> {
    names: &'n Names,
}

impl Reader<'_> {
    pub(super) fn share(&self, text: &str) -> Arc<str> {
        self.names.share(text)
    }

    pub(super) fn text(&self, field: &Field<'_>) -> Arc<str> {
        self.text_or(field, "")
    }

    pub(super) fn text_or(&self, field: &Field<'_>, default: &str) -> Arc<str> {
        self.names.share(field.text().unwrap_or(default))
    }

    pub(super) fn texts(&self, list: &Field<'_>) -> Box<[Arc<str>]> {
        list.items("").iter().filter_map(|item| Some(self.names.share(item.text()?))).collect()
    }

    pub(super) fn labels(&self, map: &Field<'_>) -> Labels {
        let entries = map.entries("").into_iter();
        let pairs = entries.filter_map(|(key, value)| Some((self.share(key), self.share(value.text()?))));
        Labels(pairs.collect())
    }

    pub(super) fn selector(&self, field: &Field<'_>) -> Selector {
        let expressions = field.at("matchExpressions").items("key");
        let expressions = expressions.iter().filter_map(|expression| {
            let operator = match expression.at("operator").text()? {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "Exists" => Operator::Exists,
                "DoesNotExist" => Operator::DoesNotExist,
                _ => return None,
            };
            let values = self.texts(&expression.at("values"));
            Some(Expression { key: self.text(&expression.at("key")), operator, values })
        });
        Selector { labels: self.labels(&field.at("matchLabels")), expressions: expressions.collect() }
    }
}

/// Reads a map of labels, or the selector of a Service.
pub fn labels(map: &Field<'_>) -> Labels {
    Reader { names: &Names::default() }.labels(map)
}

/// Reads a label selector.
pub fn label_selector(field: &Field<'_>) -> Selector {
    Reader { names: &Names::default() }.selector(field)
}

fn service(spec: &Field<'_>, reader: &Reader<'_>) -> Service {
    let ports = spec.at("ports").items("port").into_iter().map(|port| {
        let number = port.at("port").int().unwrap_or_default();
        let target = port.at("targetPort");
        let target =
            target.text().map_or_else(|| reader.share(&number.to_string()), |text| reader.share(text));
        ServicePort { name: reader.text(&port.at("name")), port: number, target }
    });
    Service {
        selector: Selector { labels: reader.labels(&spec.at("selector")), expressions: Box::default() },
        kind: reader.text_or(&spec.at("type"), "ClusterIP"),
        headless: spec.at("clusterIP").text() == Some("None"),
        ports: ports.collect(),
    }
}

/// # Source
/// Kubernetes v1.37, `pkg/apis/core/v1/defaults.go`, `SetDefaults_LimitRange`: for containers, `max` stands in for an
/// absent default limit, the default limit for an absent default request, and then `min`.
fn container_defaults(spec: &Field<'_>, reader: &Reader<'_>) -> ContainerDefaults {
    let names = |fields: &[Field<'_>]| {
        let mut names: Vec<Arc<str>> = fields
            .iter()
            .flat_map(|field| field.entries(""))
            .map(|(resource, _)| reader.share(resource))
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let mut all = ContainerDefaults::default();
    for item in spec.at("limits").items("type") {
        if item.at("type").text() != Some("Container") {
            continue;
        }
        let limits = [item.at("default"), item.at("max")];
        let requests = [&limits[..], &[item.at("defaultRequest"), item.at("min")]].concat();
        all.limits = all.limits.iter().cloned().chain(names(&limits)).collect();
        all.requests = all.requests.iter().cloned().chain(names(&requests)).collect();
    }
    all
}

/// # Source
/// Kubernetes API reference, `NetworkPolicySpec.policyTypes`: without it ingress always counts, and egress where the
/// policy has any egress rule.
fn network_policy(spec: &Field<'_>, reader: &Reader<'_>) -> NetworkPolicy {
    let (ingress_rules, egress_rules) =
        (spec.at("ingress").items("from").len(), spec.at("egress").items("to").len());
    let types = spec.at("policyTypes");
    let listed: Vec<&str> = types.items("").iter().filter_map(Field::text).collect();
    let (ingress, egress) = if listed.is_empty() {
        (true, egress_rules > 0)
    } else {
        (listed.contains(&"Ingress"), listed.contains(&"Egress"))
    };
    let selector = reader.selector(&spec.at("podSelector"));
    NetworkPolicy { selector, ingress, egress, ingress_rules, egress_rules }
}

/// A Secret's keys are no secrets; its values are not looked at.
fn keys(top: &Field<'_>, reader: &Reader<'_>) -> Box<[Arc<str>]> {
    let maps = [top.at("data"), top.at("binaryData"), top.at("stringData")];
    maps.iter().flat_map(|map| map.entries("")).map(|(key, _)| reader.share(key)).collect()
}

/// Reads a number of pods or a percentage.
pub fn amount(field: &Field<'_>) -> Option<Amount> {
    let text = field.text()?;
    match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse().ok().map(Amount::Percent),
        None => text.parse().ok().map(Amount::Count),
    }
}

fn policy_rule(rule: &Field<'_>, reader: &Reader<'_>) -> PolicyRule {
    PolicyRule {
        groups: reader.texts(&rule.at("apiGroups")),
        resources: reader.texts(&rule.at("resources")),
        verbs: reader.texts(&rule.at("verbs")),
        names: reader.texts(&rule.at("resourceNames")),
    }
}

fn binding(top: &Field<'_>, reader: &Reader<'_>) -> Binding {
    let subjects = top.at("subjects").items("name").into_iter().map(|subject| Principal {
        kind: reader.text(&subject.at("kind")),
        namespace: reader.text(&subject.at("namespace")),
        name: reader.text(&subject.at("name")),
    });
    Binding {
        role_kind: reader.text(&top.at("roleRef.kind")),
        role_name: reader.text(&top.at("roleRef.name")),
        subjects: subjects.collect(),
    }
}

fn ingress(spec: &Field<'_>, reader: &Reader<'_>) -> Box<[Backend]> {
    let service = |backend: &Field<'_>| {
        // networking.k8s.io/v1 has a mapping, the versions before it a name.
        let (new, old) = (backend.at("service.name"), backend.at("serviceName"));
        reader.share(new.text().or_else(|| old.text()).unwrap_or_default())
    };
    let port = |backend: &Field<'_>| {
        let (number, name) = (backend.at("service.port.number"), backend.at("service.port.name"));
        let old = backend.at("servicePort");
        let all = [number, name, old];
        reader.share(all.iter().find_map(Field::text).unwrap_or_default())
    };
    let mut backends = Vec::new();
    for default in [spec.at("defaultBackend"), spec.at("backend")] {
        if default.is_present() {
            let nothing = reader.share("");
            backends.push(Backend {
                host: Arc::clone(&nothing),
                path: nothing,
                service: service(&default),
                port: port(&default),
            });
        }
    }
    for rule in spec.at("rules").items("host") {
        for path in rule.at("http.paths").items("path") {
            backends.push(Backend {
                host: reader.text(&rule.at("host")),
                path: reader.text_or(&path.at("path"), "/"),
                service: service(&path.at("backend")),
                port: port(&path.at("backend")),
            });
        }
    }
    backends.into()
}
