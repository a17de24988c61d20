//! A webhook that can lock the cluster out of its own repair.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::admission::WEBHOOKS;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "admission/webhook-intercepts-everything",
    title: Text {
        en: "Webhook that intercepts everything and fails closed",
        ja: "すべてを対象とし障害時に拒否する Webhook",
    },
    why: Text {
        en: "When the webhook is down, nothing can be written any more, not even the pods of kube-system, of \
             the network or of the webhook itself.",
        ja: "Webhook が停止すると、kube-system やネットワークのポッド、さらには Webhook 自身のポッドも含めて、何も書き込めなくなります。",
    },
    fix: Text {
        en: "Add a `namespaceSelector` that leaves kube-system and the webhook's own namespace out, and list \
             the resources that it judges.",
        ja: "`namespaceSelector` で kube-system と Webhook 自身の名前空間を除外し、検査するリソースを列挙してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
    ],
    check: Check::Object(WEBHOOKS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a selector that leaves kube-system out", ja: "kube-system を除外するセレクター" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for webhook in top.at("webhooks").items("name") {
        let narrows = |path| !webhook.at(path).entries("").is_empty();
        let is_narrow = narrows("namespaceSelector") || narrows("objectSelector");
        let has_conditions = !webhook.at("matchConditions").items("name").is_empty();
        if webhook.at("failurePolicy").text() == Some("Ignore") || is_narrow || has_conditions {
            continue;
        }
        for rule in webhook.at("rules").items("resources") {
            let is_all = |path, all: &[&str]| {
                rule.at(path).items("").iter().any(|one| one.text().is_some_and(|one| all.contains(&one)))
            };
            let groups = rule.at("apiGroups");
            if is_all("apiGroups", &["*"]) && is_all("resources", &["*", "*/*"]) {
                sink.violated(&groups, WANTED).seen("*");
            }
        }
    }
}
