//! A namespace that lets privileged pods in.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/pod-security-privileged",
    title: Text { en: "Pod Security Standards switched off", ja: "Pod Security Standards の無効化" },
    why: Text {
        en: "`privileged` forbids nothing: whoever may create a pod in the namespace can take over the node.",
        ja: "`privileged` では何も禁止されません。この名前空間にポッドを作成できる人は、ノードを乗っ取れます。",
    },
    fix: Text {
        en: "Move what needs privileges into a namespace of its own, and set `restricted` or `baseline` here.",
        ja: "特権が必要なものは専用の名前空間に移し、ここには `restricted` または `baseline` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-admission/"],
    check: Check::Object(&[("", "Namespace")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`restricted` or `baseline`", ja: "`restricted` または `baseline`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("metadata.labels").key("pod-security.kubernetes.io/enforce");
    if field.text() == Some("privileged") && !object.name.starts_with("kube-") {
        sink.violated(&field, WANTED).set_unsafely("baseline");
    }
}
