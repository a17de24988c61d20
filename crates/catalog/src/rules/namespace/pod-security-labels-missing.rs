//! A namespace for which Pod Security Admission enforces nothing.

use sekimori_model::{Control, Level, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/pod-security-labels-missing",
    title: Text {
        en: "Pod Security Standards not enforced",
        ja: "Pod Security Standards が適用されていない名前空間",
    },
    why: Text {
        en: "Without the label, the API server admits privileged pods into the namespace unless the whole \
             cluster has another default.",
        ja: "このラベルがないと、クラスター全体の既定値を変更していない限り、特権ポッドもこの名前空間に作成できます。",
    },
    fix: Text {
        en: "Set the label `pod-security.kubernetes.io/enforce` to `restricted`, or to `baseline` where \
             workloads need more. Try it with `warn` first.",
        ja: "ラベル `pod-security.kubernetes.io/enforce` に `restricted` を、より多くの権限が必要なワークロードがある場合は `baseline` を設定してください。まず `warn` で影響を確認してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
        "https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/",
    ],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`restricted` or `baseline`", ja: "`restricted` または `baseline`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // What runs the cluster needs what the standards forbid.
    if object.name.starts_with("kube-") {
        return;
    }
    let field = top.at("metadata.labels").key("pod-security.kubernetes.io/enforce");
    if field.str_or_empty() == Some("") {
        let level = if sink.level() == Level::Restricted { "restricted" } else { "baseline" };
        sink.violated(&field, WANTED).set_unsafely(level);
    }
}
