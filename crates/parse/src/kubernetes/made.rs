//! The `ConfigMaps` and Secrets that a controller or a tool makes from an object.
//!
//! # Source
//! The API references of External Secrets, Sealed Secrets, cert-manager, trust-manager, Secrets Store CSI driver, Vault
//! Secrets Operator, 1Password, Doppler, Infisical, Strimzi, `CloudNativePG` and kustomize.

use sekimori_model::inventory::{Use, UseKind};

use super::facts::Reader;
use super::field::Field;
use super::object::Object;

/// Returns what is made from `object`; nothing for kinds that are not known to make anything.
pub(super) fn made(object: &Object<'_>, top: &Field<'_>, reader: &Reader<'_>) -> Vec<Use> {
    let mut found = Vec::new();
    let mut add = |kind: UseKind, name: &str| {
        if !name.is_empty() {
            found.push(Use { kind, name: reader.share(name) });
        }
    };
    let text = |path: &'static str| top.at(path).text().unwrap_or_default();
    let or_own = |path: &'static str| top.at(path).text().unwrap_or(object.name);
    match (object.group, object.kind) {
        ("external-secrets.io", "ExternalSecret") => add(UseKind::Secret, or_own("spec.target.name")),
        ("external-secrets.io", "ClusterExternalSecret") => {
            let name = or_own("spec.externalSecretName");
            let target = top.at("spec.externalSecretSpec.target.name");
            add(UseKind::Secret, target.text().unwrap_or(name));
        }
        ("bitnami.com", "SealedSecret") => add(UseKind::Secret, or_own("spec.template.metadata.name")),
        ("cert-manager.io", "Certificate") => add(UseKind::Secret, text("spec.secretName")),
        ("trust.cert-manager.io", "Bundle" | "ClusterBundle") => {
            add(UseKind::ConfigMap, object.name);
            add(UseKind::Secret, object.name);
        }
        ("secrets-store.csi.x-k8s.io", "SecretProviderClass") => {
            for secret in top.at("spec.secretObjects").items("secretName") {
                add(UseKind::Secret, secret.at("secretName").text().unwrap_or_default());
            }
        }
        ("secrets.hashicorp.com", _) => add(UseKind::Secret, text("spec.destination.name")),
        ("onepassword.com", "OnePasswordItem") | ("kafka.strimzi.io", "KafkaUser") => {
            add(UseKind::Secret, object.name);
        }
        ("secrets.doppler.com", "DopplerSecret") => add(UseKind::Secret, text("spec.managedSecret.name")),
        ("secrets.infisical.com", "InfisicalSecret") => {
            add(UseKind::Secret, text("spec.managedSecretReference.secretName"));
        }
        ("postgresql.cnpg.io", "Cluster") => {
            for end in ["-app", "-superuser", "-ca", "-server", "-replication"] {
                add(UseKind::Secret, &format!("{}{end}", object.name));
            }
        }
        ("kustomize.config.k8s.io", "Kustomization" | "Component") => {
            let generators =
                [("configMapGenerator", UseKind::ConfigMap), ("secretGenerator", UseKind::Secret)];
            for (list, kind) in generators {
                for generator in top.at(list).items("name") {
                    add(kind, generator.at("name").text().unwrap_or_default());
                }
            }
        }
        // Crossplane: whatever is provisioned puts its connection there.
        _ => add(UseKind::Secret, text("spec.writeConnectionSecretToRef.name")),
    }
    found
}
