//! A workload in a namespace of the cluster itself.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/system-namespace-used",
    title: Text {
        en: "Workload in a system namespace", ja: "システムの名前空間にあるワークロード"
    },
    why: Text {
        en: "Policies and quotas usually leave these namespaces out, and their Secrets and ServiceAccounts \
             have the rights of the cluster.",
        ja: "これらの名前空間は通常ポリシーやクォータの対象外であり、そのシークレットや ServiceAccount はクラスターの権限を持ちます。",
    },
    fix: Text {
        en: "Put what is not part of the cluster into a namespace of its own.",
        ja: "クラスターの一部ではないものは、専用の名前空間に配置してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.4" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0037" }],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

/// The namespaces of the cluster itself.
const SYSTEM: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

const WANTED: Text =
    Text { en: "a namespace of the application", ja: "アプリケーション専用の名前空間" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if SYSTEM.contains(&pod.owner.namespace) {
        sink.violated(&pod.spec, WANTED).seen(pod.owner.namespace);
    }
}
