//! An Ingress that takes requests without encryption.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-without-tls",
    title: Text { en: "Ingress without TLS", ja: "TLS を使用しない Ingress" },
    why: Text {
        en: "Passwords, cookies and data travel as clear text between the user and the cluster, to be read \
             and changed on the way.",
        ja: "パスワード、Cookie、データがユーザーとクラスターの間を平文で流れ、途中で読み取りや改ざんができます。",
    },
    fix: Text {
        en: "Add an entry to `tls` with the host and a Secret that holds its certificate.",
        ja: "ホストと、証明書を保持するシークレットを指定した項目を `tls` に追加してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "IngressHttpsOnly" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "polaris", id: "tlsSettingsMissing" },
        Control { framework: "kubescape", id: "C-0263" },
        Control { framework: "kubescape", id: "C-0231" },
        Control { framework: "kubescape", id: "C-0245" },
    ],
    references: &["https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"],
    check: Check::Object(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], check),
    ..Rule::BASE
};

const TLS: Text = Text { en: "an entry with a certificate", ja: "証明書を指定した項目" };
const HOST: Text =
    Text { en: "a host that an entry of `tls` has", ja: "`tls` の項目に含まれるホスト" };

/// Annotations by which controllers get a certificate elsewhere than from `tls`.
///
/// # Source
/// AWS Load Balancer Controller, GKE Ingress, Application Gateway Ingress Controller, Traefik, ingress-nginx.
const CERTIFICATES: [&str; 8] = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "networking.gke.io/managed-certificates",
    "networking.gke.io/certmap",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "appgw.ingress.kubernetes.io/appgw-ssl-profile",
    "traefik.ingress.kubernetes.io/router.tls",
    "nginx.ingress.kubernetes.io/ssl-passthrough",
];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let annotations = top.at("metadata.annotations");
    if CERTIFICATES.iter().any(|name| annotations.key(name).text().is_some_and(|text| text != "false")) {
        return;
    }
    let tls = top.at("spec.tls");
    let entries = tls.items("secretName");
    if entries.is_empty() {
        sink.violated(&tls, TLS);
        return;
    }
    let mut known = Vec::new();
    for entry in &entries {
        let hosts = entry.at("hosts").items("");
        if hosts.is_empty() {
            // Without hosts an entry is for all that the controller serves.
            return;
        }
        known.extend(hosts.iter().filter_map(Field::text));
    }
    for rule in top.at("spec.rules").items("host") {
        let field = rule.at("host");
        let Some(host) = field.str() else { continue };
        let is_covered = |known: &&str| {
            let wildcard = known.strip_prefix("*.").zip(host.split_once('.'));
            *known == host || wildcard.is_some_and(|(domain, (_, rest))| domain == rest)
        };
        if !known.iter().any(is_covered) {
            sink.violated(&field, HOST);
        }
    }
}
