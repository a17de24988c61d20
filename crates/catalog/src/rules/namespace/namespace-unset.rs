//! An object that does not say its namespace.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/namespace-unset",
    title: Text { en: "Namespace not set", ja: "名前空間の指定なし" },
    why: Text {
        en: "Where it goes depends on who applies it: without `-n` it ends up in `default`, or in whatever \
             namespace the last command chose.",
        ja: "配置先は適用する人によって変わります。`-n` を付けないと、`default` または現在のコンテキストの名前空間に配置されます。",
    },
    fix: Text {
        en: "Write `metadata.namespace`, or let kustomize, Helm or the delivery tool set it.",
        ja: "`metadata.namespace` を指定するか、kustomize、Helm、またはデプロイ ツールで設定してください。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.1" },
        Control { framework: "nist-800-190", id: "4.3.4" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "use-namespace" },
        Control { framework: "kubescape", id: "C-0061" },
    ],
    references: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"],
    check: Check::Object(
        &[
            ("", "Pod"),
            ("", "Service"),
            ("", "ServiceAccount"),
            ("", "ConfigMap"),
            ("", "Secret"),
            ("", "PersistentVolumeClaim"),
            ("apps", "Deployment"),
            ("apps", "StatefulSet"),
            ("apps", "DaemonSet"),
            ("apps", "ReplicaSet"),
            ("batch", "Job"),
            ("batch", "CronJob"),
            ("networking.k8s.io", "Ingress"),
            ("networking.k8s.io", "NetworkPolicy"),
            ("rbac.authorization.k8s.io", "Role"),
            ("rbac.authorization.k8s.io", "RoleBinding"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the namespace", ja: "名前空間" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if object.namespace.is_empty() {
        sink.violated(&top.at("metadata.namespace"), WANTED);
    }
}
