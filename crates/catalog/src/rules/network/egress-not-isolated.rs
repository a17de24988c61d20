//! A pod that no NetworkPolicy isolates from where it goes.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::isolation::{Direction, report_open};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/egress-not-isolated",
    title: Text { en: "Pod free to connect to everywhere", ja: "どこへでも接続できるポッド" },
    why: Text {
        en: "No network policy selects the pod for outgoing traffic, so whoever takes it over can search the \
             cluster, fetch tools and send data away.",
        ja: "送信方向のネットワーク ポリシーがないため、ポッドを乗っ取られると、クラスター内の探索、ツールのダウンロード、データの持ち出しが可能になります。",
    },
    fix: Text {
        en: "Add a NetworkPolicy to the namespace that selects all pods and lets nothing out but name \
             look-ups, and one per application that lets out what it needs.",
        ja: "すべてのポッドを選択して名前解決以外の送信を拒否する NetworkPolicy を名前空間に追加し、必要な通信だけをアプリケーションごとに許可してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "pod-networkpolicy" },
        Control { framework: "polaris", id: "missingNetworkPolicy" },
        Control { framework: "kubescape", id: "C-0030" },
        Control { framework: "kubescape", id: "C-0260" },
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
    en: "a NetworkPolicy with `Egress` that selects the pod",
    ja: "このポッドを選択する `Egress` の NetworkPolicy",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    report_open(pod, sink, Direction::Egress, WANTED);
}
