//! What others may want to know of a pod or of what makes pods.

use sekimori_model::inventory::{Use, UseKind, Workload};

use super::facts::Reader;
use super::field::Field;
use super::pod::{Os, Pod};

pub(super) fn workload(pod: &Pod<'_>, top: &Field<'_>, reader: &Reader<'_>) -> Workload {
    let spec = &pod.spec;
    let account = [spec.at("serviceAccountName"), spec.at("serviceAccount")];
    let account = account.iter().filter_map(Field::text).find(|name| !name.is_empty()).unwrap_or("default");
    let ports =
        pod.containers().iter().flat_map(|container| container.field.at("ports").items("containerPort"));
    let ports =
        ports.map(|port| (reader.text(&port.at("name")), port.at("containerPort").int().unwrap_or_default()));
    let images = pod.containers().iter().filter_map(|container| container.field.at("image").text());
    Workload {
        pod_labels: reader.labels(&pod.whole.at("metadata.labels")),
        service_account: reader.share(account),
        automount: spec.at("automountServiceAccountToken").bool(),
        replicas: top.at("spec.replicas").int(),
        runtime_class: spec.at("runtimeClassName").text().map(|name| reader.share(name)),
        host_network: spec.at("hostNetwork").bool() == Some(true),
        is_windows: pod.os == Os::Windows,
        uses: uses(pod).into_iter().map(|(kind, field)| Use { kind, name: reader.text(&field) }).collect(),
        ports: ports.collect(),
        images: images.map(|image| reader.share(image)).collect(),
    }
}

/// A place where a pod names another object.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The kind of the object.
    pub kind: UseKind,
    /// The field with the name.
    pub name: Field<'a>,
    /// Whether the pod starts without it.
    pub is_optional: bool,
    /// The fields that name single keys of it; none where all are taken.
    pub keys: Vec<Field<'a>>,
}

/// Returns the fields of a pod that name another object, with the kind that they name.
pub fn uses<'a>(pod: &Pod<'a>) -> Vec<(UseKind, Field<'a>)> {
    references(pod).into_iter().map(|reference| (reference.kind, reference.name)).collect()
}

/// Returns the places where a pod names another object.
///
/// # Source
/// Kubernetes API reference, `PodSpec`: `volumes`, `env`, `envFrom`, `imagePullSecrets`.
pub fn references<'a>(pod: &Pod<'a>) -> Vec<Reference<'a>> {
    let mut found = Vec::new();
    let mut add = |kind, at: Field<'a>, name: &'static str, keys: Vec<Field<'a>>| {
        let name = at.at(name);
        if name.text().is_some_and(|name| !name.is_empty()) {
            let is_optional = at.at("optional").text() == Some("true");
            found.push(Reference { kind, name, is_optional, keys });
        }
    };
    let items = |at: &Field<'a>| -> Vec<_> {
        at.at("items").items("key").iter().map(|item| item.at("key")).collect()
    };
    for secret in pod.spec.at("imagePullSecrets").items("name") {
        add(UseKind::Secret, secret, "name", Vec::new());
    }
    for volume in pod.spec.at("volumes").items("name") {
        let (secret, config) = (volume.at("secret"), volume.at("configMap"));
        let (of_secret, of_config) = (items(&secret), items(&config));
        add(UseKind::Secret, secret, "secretName", of_secret);
        add(UseKind::ConfigMap, config, "name", of_config);
        add(UseKind::Claim, volume.at("persistentVolumeClaim"), "claimName", Vec::new());
        let attributes = volume.at("csi.volumeAttributes");
        add(UseKind::SecretProviderClass, attributes, "secretProviderClass", Vec::new());
        for source in volume.at("projected.sources").items("name") {
            for (kind, at) in [(UseKind::Secret, "secret"), (UseKind::ConfigMap, "configMap")] {
                let at = source.at(at);
                let keys = items(&at);
                add(kind, at, "name", keys);
            }
        }
    }
    for container in pod.containers() {
        for source in container.field.at("envFrom").items("prefix") {
            add(UseKind::Secret, source.at("secretRef"), "name", Vec::new());
            add(UseKind::ConfigMap, source.at("configMapRef"), "name", Vec::new());
        }
        for variable in container.field.at("env").items("name") {
            let refs = [(UseKind::Secret, "secretKeyRef"), (UseKind::ConfigMap, "configMapKeyRef")];
            for (kind, at) in refs {
                let at = variable.at("valueFrom").at(at);
                let key = at.at("key");
                add(kind, at, "name", vec![key]);
            }
        }
    }
    found
}
