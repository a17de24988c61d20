//! A NetworkPolicy that lets pods reach the metadata service of the cloud provider.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::addresses::{METADATA, contains};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/metadata-endpoint-reachable",
    title: Text {
        en: "Cloud metadata service reachable",
        ja: "クラウドのメタデータ サービスに接続できるポッド",
    },
    why: Text {
        en: "At 169.254.169.254 cloud providers give the identity of the node to whoever asks. A pod that can \
             reach it may get the permissions of its node.",
        ja: "クラウド プロバイダーは 169.254.169.254 で、要求元にノードの ID の資格情報を渡します。ここに到達できるポッドは、ノードのアクセス許可を得る可能性があります。",
    },
    fix: Text {
        en: "Add `169.254.169.254/32` to `except` of the range, or name a smaller one. Workloads that need an \
             identity get their own (workload identity).",
        ja: "範囲の `except` に `169.254.169.254/32` を追加するか、範囲を狭くしてください。ID が必要なワークロードには、専用の ID (ワークロード ID) を割り当ててください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0052" }],
    references: &[
        "https://learn.microsoft.com/azure/aks/imds-restriction",
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    ],
    check: Check::Object(&[("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a list with `169.254.169.254/32`", ja: "`169.254.169.254/32` を含むリスト" };
const PEERS: Text = Text { en: "named peers", ja: "相手の指定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for rule in top.at("spec.egress").items("name") {
        // It answers on port 80, without encryption.
        let ports = rule.at("ports").items("port");
        if !ports.is_empty() && !ports.iter().any(is_port_80) {
            continue;
        }
        let peers = rule.at("to").items("name");
        if peers.is_empty() {
            sink.violated(&rule.at("to"), PEERS);
        }
        for peer in peers {
            let block = peer.at("ipBlock");
            let Some(range) = block.at("cidr").text() else { continue };
            let except = block.at("except");
            let excepted = except.items("");
            for address in METADATA.into_iter().filter(|address| contains(range, address)) {
                let is_kept_out = |item: &Field<'_>| item.text().is_some_and(|text| contains(text, address));
                if !excepted.iter().any(is_kept_out) {
                    let length = if address.contains(':') { 128 } else { 32 };
                    let found = sink.violated(&except, WANTED).value(address);
                    found.append_unsafely(format!("{address}/{length}"));
                }
            }
        }
    }
}

fn is_port_80(port: &Field<'_>) -> bool {
    if matches!(port.at("protocol").text(), Some("UDP" | "SCTP")) {
        return false;
    }
    let Some(first) = port.at("port").text() else { return true };
    let Ok(first) = first.parse::<i64>() else { return false };
    let last = port.at("endPort").int().unwrap_or(first);
    (first..=last).contains(&80)
}
