//! A token for joining nodes that does not expire.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/bootstrap-token-without-end",
    title: Text {
        en: "Bootstrap token that never expires", ja: "期限のないブートストラップ トークン"
    },
    why: Text {
        en: "Whoever has the token makes a node join, and gets the pods and secrets that are sent to it. \
             Without `expiration` this is so for ever.",
        ja: "トークンを持つ人はノードを参加させ、そこに配置されるポッドや Secret を手に入れられます。`expiration` がないと、いつまでも使えます。",
    },
    fix: Text {
        en: "Set `expiration` to a day within the time that the nodes need to join, or make a token with \
             `kubeadm token create --ttl`.",
        ja: "ノードの参加に必要な期間に合わせて `expiration` を設定するか、`kubeadm token create --ttl` でトークンを作成してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "3.1.3" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/"],
    check: Check::Object(&[("", "Secret")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`expiration`", ja: "`expiration` の設定" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if top.at("type").text() != Some("bootstrap.kubernetes.io/token") {
        return;
    }
    let expires = ["data", "stringData"]
        .iter()
        .any(|data| top.at(data).at("expiration").text().is_some_and(|text| !text.is_empty()));
    if !expires {
        sink.violated(&top.at("type"), WANTED);
    }
}
