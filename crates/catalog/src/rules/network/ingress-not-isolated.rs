//! A pod that no NetworkPolicy isolates from what comes in.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::isolation::{Direction, report_open};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-not-isolated",
    title: Text {
        en: "Pod open to traffic from everywhere", ja: "どこからの通信も受け入れるポッド"
    },
    why: Text {
        en: "No network policy selects the pod for incoming traffic, so every pod of the cluster can reach \
             all of its ports, including one that an attacker has taken over.",
        ja: "受信方向のネットワーク ポリシーがないため、攻撃者に乗っ取られたものも含め、クラスター内のすべてのポッドがこのポッドの全ポートに接続できます。",
    },
    fix: Text {
        en: "Add a NetworkPolicy to the namespace that selects all pods and lets nothing in, and one per \
             application that lets in who needs it.",
        ja: "すべてのポッドを選択して受信を拒否する NetworkPolicy を名前空間に追加し、必要な通信だけをアプリケーションごとに許可してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "pod-networkpolicy" },
        Control { framework: "kube-linter", id: "non-isolated-pod" },
        Control { framework: "polaris", id: "missingNetworkPolicy" },
        Control { framework: "kubescape", id: "C-0030" },
        Control { framework: "kubescape", id: "C-0206" },
        Control { framework: "kubescape", id: "C-0260" },
        Control { framework: "kubescape", id: "C-0054" },
        Control { framework: "kubescape", id: "C-0049" },
        Control { framework: "checkov", id: "CKV2_K8S_6" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
        "https://kubernetes.io/docs/concepts/security/security-checklist/#network-security",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a NetworkPolicy with `Ingress` that selects the pod",
    ja: "このポッドを選択する `Ingress` の NetworkPolicy",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    report_open(pod, sink, Direction::Ingress, WANTED);
}
