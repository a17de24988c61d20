//! An object in the namespace `default`.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/default-namespace-used",
    title: Text { en: "Default namespace used", ja: "既定の名前空間の使用" },
    why: Text {
        en: "Everything that names no namespace ends up there, so rights, quotas and network policies cannot \
             tell one application from another.",
        ja: "名前空間を指定しないオブジェクトはすべてここに配置されるため、権限、クォータ、ネットワーク ポリシーをアプリケーションごとに分けられません。",
    },
    fix: Text {
        en: "Put the application into a namespace of its own.",
        ja: "アプリケーション専用の名前空間に配置してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.4" },
        Control { framework: "azure-policy-kubernetes", id: "BlockDefaultNamespace" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.4" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "use-namespace" },
        Control { framework: "kubescape", id: "C-0061" },
        Control { framework: "kubescape", id: "C-0209" },
        Control { framework: "kubescape", id: "C-0212" },
        Control { framework: "checkov", id: "CKV_K8S_21" },
        Control { framework: "trivy", id: "AVD-KSV-0110" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#when-to-use-multiple-namespaces",
    ],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a namespace of the application", ja: "アプリケーション専用の名前空間" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // The API server keeps its own Service there.
    let is_of_the_cluster = object.name == "kubernetes" && object.kind != "Pod";
    if object.namespace == "default" && !is_of_the_cluster {
        sink.violated(&top.at("metadata.namespace"), WANTED);
    }
}
