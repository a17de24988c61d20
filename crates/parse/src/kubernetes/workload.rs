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

/// Returns the fields of a pod that name another object, with the kind that they name.
///
/// # Source
/// Kubernetes API reference, `PodSpec`: `volumes`, `env`, `envFrom`, `imagePullSecrets`.
pub fn uses<'a>(pod: &Pod<'a>) -> Vec<(UseKind, Field<'a>)> {
    let mut found = Vec::new();
    let mut add = |kind, field: Field<'a>| {
        if field.text().is_some_and(|name| !name.is_empty()) {
            found.push((kind, field));
        }
    };
    for secret in pod.spec.at("imagePullSecrets").items("name") {
        add(UseKind::Secret, secret.at("name"));
    }
    for volume in pod.spec.at("volumes").items("name") {
        add(UseKind::Secret, volume.at("secret.secretName"));
        add(UseKind::ConfigMap, volume.at("configMap.name"));
        add(UseKind::Claim, volume.at("persistentVolumeClaim.claimName"));
        add(UseKind::SecretProviderClass, volume.at("csi.volumeAttributes.secretProviderClass"));
        for source in volume.at("projected.sources").items("name") {
            add(UseKind::Secret, source.at("secret.name"));
            add(UseKind::ConfigMap, source.at("configMap.name"));
        }
    }
    for container in pod.containers() {
        for source in container.field.at("envFrom").items("prefix") {
            add(UseKind::Secret, source.at("secretRef.name"));
            add(UseKind::ConfigMap, source.at("configMapRef.name"));
        }
        for variable in container.field.at("env").items("name") {
            add(UseKind::Secret, variable.at("valueFrom.secretKeyRef.name"));
            add(UseKind::ConfigMap, variable.at("valueFrom.configMapKeyRef.name"));
        }
    }
    found
}
