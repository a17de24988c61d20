//! An AppArmor profile in an annotation, where a field took its place.

use sekimori_model::{Control, Edit, Persona, Safety, Severity, Version};
use sekimori_parse::kubernetes::Pod;
use serde_json::{Value, json};

use crate::{Check, Rule, Sink, Step, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/app-armor-annotation-deprecated",
    title: Text { en: "AppArmor annotation deprecated", ja: "非推奨の AppArmor の注釈" },
    why: Text {
        en: "The annotation is deprecated since Kubernetes 1.30: it warns at every change, and once the API server reads \
             it no longer, the container runs without its profile.",
        ja: "この注釈は Kubernetes 1.30 で非推奨になり、変更のたびに警告が出ます。API サーバーで読み取られなくなると、コンテナーはプロファイルなしで動作します。",
    },
    fix: Text {
        en: "Say it in the field `securityContext.appArmorProfile` of the container, and remove the annotation.",
        ja: "コンテナーのフィールド `securityContext.appArmorProfile` で指定し、注釈は削除してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    steps: &[Step {
        since: Version::v1(30),
        change: Text {
            en: "begins to report: versions before it have no field",
            ja: "報告を始めます。それより前のバージョンにはフィールドがありません。",
        },
    }],
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://kubernetes.io/docs/tutorials/security/apparmor/#specifying-apparmor-confinement",
        "https://kubernetes.io/docs/reference/labels-annotations-taints/#container-apparmor-security-beta-kubernetes-io",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "the field `securityContext.appArmorProfile` and no annotation",
    ja: "注釈ではなくフィールド `securityContext.appArmorProfile`",
};

const PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() < Version::v1(30) {
        return;
    }
    let annotations = pod.annotations(PREFIX);
    if annotations.is_empty() || windows::is_left_out(pod, sink) {
        return;
    }
    for (key, annotation) in annotations {
        // Other values are reported by pod-security/app-armor-profile-disabled.
        let Some(text) = annotation.text().filter(|text| is_profile(text)) else { continue };
        let name = key.strip_prefix(PREFIX).unwrap_or_default();
        let container = pod.containers().iter().find(|container| container.name == name);
        let mut edits = Vec::new();
        if let (Some(container), Some(value)) = (container, profile(text)) {
            let field = container.field.at("securityContext.appArmorProfile");
            if !field.is_present() {
                edits.push(Edit::Set { path: field.pointer(), value });
            }
        }
        edits.push(Edit::Remove { path: annotation.pointer() });
        // Safe: the API server makes the same field of it when the pod is created.
        sink.violated(&annotation, WANTED).patch(Safety::Safe, edits);
    }
}

fn is_profile(annotation: &str) -> bool {
    matches!(annotation, "" | "runtime/default") || annotation.starts_with("localhost/")
}

/// The field's value for an annotation's; none for the empty one.
fn profile(annotation: &str) -> Option<Value> {
    if annotation == "runtime/default" {
        return Some(json!({ "type": "RuntimeDefault" }));
    }
    let name = annotation.strip_prefix("localhost/")?;
    Some(json!({ "type": "Localhost", "localhostProfile": name }))
}
