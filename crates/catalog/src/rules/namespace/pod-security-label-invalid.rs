//! A label of Pod Security Admission with a value that does not exist.

use sekimori_model::{Control, Role, Severity, Version};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/pod-security-label-invalid",
    title: Text { en: "Invalid Pod Security label", ja: "無効な Pod Security ラベル" },
    why: Text {
        en: "The API server refuses a level that it does not know. A version that does not exist yet is \
             judged by the newest one that the cluster has.",
        ja: "API サーバーは、未知のレベルを拒否します。まだ存在しないバージョンを指定すると、クラスターが持つ最新のバージョンで判定されます。",
    },
    fix: Text {
        en: "Write `restricted`, `baseline` or `privileged` for a level, and `latest` or a version such as \
             `v1.30` for a version.",
        ja: "レベルには `restricted`、`baseline`、`privileged` のいずれかを、バージョンには `latest` または `v1.30` のような値を指定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces",
    ],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const LEVEL: Text = Text {
    en: "`restricted`, `baseline` or `privileged`",
    ja: "`restricted`、`baseline`、`privileged` のいずれか",
};
const VERSION: Text =
    Text { en: "`latest` or a version that exists", ja: "`latest` または存在するバージョン" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let labels = top.at("metadata.labels");
    for mode in ["enforce", "audit", "warn"] {
        for (key, field) in labels.entries(PREFIX) {
            let Some(name) = key.strip_prefix(PREFIX) else { continue };
            let Some(value) = field.str().filter(|value| !value.is_empty()) else { continue };
            if name == mode && !matches!(value, "restricted" | "baseline" | "privileged") {
                sink.violated(&field, LEVEL);
            }
            if name.strip_suffix("-version") == Some(mode) && !is_version(value) {
                sink.violated(&field, VERSION);
            }
        }
    }
}

const PREFIX: &str = "pod-security.kubernetes.io/";

fn is_version(value: &str) -> bool {
    let version = value.strip_prefix('v').and_then(|text| text.parse::<Version>().ok());
    value == "latest" || version.is_some_and(|version| version <= Version::LATEST)
}
