//! A template of sandboxes for agents from which the Internet can be reached.

use sekimori_model::inventory::{Facts, Item};
use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::labels;
use sekimori_parse::kubernetes::{Field, Object};

use crate::addresses::is_everything;
use crate::isolation::is_judged_elsewhere;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "agent-sandbox/egress-open",
    title: Text {
        en: "Agent sandbox open to the Internet",
        ja: "インターネットに接続できるエージェント サンドボックス",
    },
    why: Text {
        en: "Code that an agent runs can send away whatever it reads. Without rules of its own a template \
             closes the cluster only, not the Internet.",
        ja: "エージェントが実行するコードは、読み取ったものを外部に送信できます。独自のルールがないテンプレートは、クラスター内への通信しか遮断しません。",
    },
    fix: Text {
        en: "Keep `networkPolicyManagement: Managed`, and list in `networkPolicy.egress` what agents may \
             reach; an empty list closes everything.",
        ja: "`networkPolicyManagement: Managed` のままにし、エージェントが接続できる先を `networkPolicy.egress` に指定してください。空のリストを指定すると、すべて遮断されます。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0301" }],
    asks_inventory: true,
    references: &["https://github.com/kubernetes-sigs/agent-sandbox/blob/main/docs/api.md"],
    check: Check::Object(&[("extensions.agents.x-k8s.io", "SandboxTemplate")], check),
    ..Rule::BASE
};

const MANAGED: Text = Text { en: "`Managed`, or a NetworkPolicy", ja: "`Managed`、または NetworkPolicy" };
const LISTED: Text =
    Text { en: "the peers that agents may reach", ja: "エージェントが接続できる相手" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let management = top.at("spec.networkPolicyManagement");
    if management.text() == Some("Unmanaged") {
        let labels = labels(&top.at("spec.podTemplate.metadata.labels"));
        let mut policies = sink.inventory().selecting(object.namespace, &labels);
        let closes = |item: &Item| matches!(&item.facts, Facts::NetworkPolicy(policy) if policy.egress);
        if !is_judged_elsewhere(sink.inventory(), object.namespace) && !policies.any(closes) {
            sink.violated(&management, MANAGED);
        }
        return;
    }
    let policy = top.at("spec.networkPolicy");
    if !policy.is_present() {
        sink.violated(&policy, LISTED);
        return;
    }
    let egress = policy.at("egress");
    for rule in egress.items("name") {
        let peers = rule.at("to").items("name");
        let is_open = |peer: &Field<'a>| {
            let block = peer.at("ipBlock");
            block.at("cidr").text().is_some_and(is_everything)
        };
        if peers.is_empty() || peers.iter().any(is_open) {
            sink.violated(&egress, LISTED).item(&rule);
        }
    }
}
