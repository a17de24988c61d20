//! A pod that may run on any node.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "availability/node-affinity-missing",
    title: Text { en: "No node affinity", ja: "ノード アフィニティの欠如" },
    why: Text {
        en: "The pod may be put on any node that has room, also on one of another purpose, another \
             architecture or another zone than its data.",
        ja: "空きがあればどのノードにも配置されるため、用途やアーキテクチャの異なるノードや、データとは別のゾーンのノードで実行されることがあります。",
    },
    fix: Text {
        en: "Set `affinity.nodeAffinity` or `nodeSelector`, where it matters which nodes the pod runs on.",
        ja: "実行するノードを選ぶ必要がある場合は、`affinity.nodeAffinity` または `nodeSelector` を設定してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::ApplicationOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.3.4" }],
    covers: &[Control { framework: "kube-linter", id: "no-node-affinity" }],
    references: &["https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "an affinity or a selector", ja: "アフィニティまたはセレクター" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("affinity.nodeAffinity");
    let selector = pod.spec.at("nodeSelector").entries("");
    let is_named = pod.spec.at("nodeName").is_present();
    if !field.is_present() && selector.is_empty() && !is_named && pod.owner.kind != "DaemonSet" {
        sink.violated(&field, WANTED);
    }
}
