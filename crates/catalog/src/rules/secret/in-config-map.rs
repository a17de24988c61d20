//! A ConfigMap that holds what looks like a credential.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "secret/in-config-map",
    title: Text { en: "Credential in a ConfigMap", ja: "ConfigMap 内の資格情報" },
    why: Text {
        en: "A ConfigMap is not encrypted at rest, most roles may read it, and tools print it freely; \
             credentials in it reach everyone who looks.",
        ja: "ConfigMap は保存時に暗号化されず、ほとんどのロールで読み取ることができ、ツールの出力にもそのまま表示されます。そこに置いた資格情報は、閲覧する全員に知られます。",
    },
    fix: Text {
        en: "Revoke the credential. Put the new one into a secret store or a Secret, and mount it beside the \
             configuration.",
        ja: "資格情報を失効させてください。新しいものはシークレット ストアまたは Secret に保管し、構成とは別にマウントしてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "polaris", id: "sensitiveConfigmapContent" },
        Control { framework: "kubescape", id: "C-0012" },
        Control { framework: "trivy", id: "AVD-KSV-0109" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/configmap/",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    ],
    check: Check::Object(&[("", "ConfigMap")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a Secret", ja: "Secret での保管" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for (key, field) in top.at("data").entries("") {
        let Some(value) = field.text() else { continue };
        let named =
            secret_words::names_secret(key) && secret_words::is_literal(value) && !value.contains('\n');
        if named || secret_words::has_credential(value) || secret_words::has_assignment(value) {
            sink.violated_unseen(&field, WANTED);
        }
    }
}
