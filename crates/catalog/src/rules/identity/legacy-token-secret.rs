//! A Secret that holds a token without an end.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/legacy-token-secret",
    title: Text {
        en: "Service account token that never expires",
        ja: "期限のないサービス アカウント トークン",
    },
    why: Text {
        en: "The control plane fills the Secret with a token that is valid until the Secret or the account \
             is deleted, wherever a copy of it is used.",
        ja: "コントロール プレーンがこの Secret に書き込むトークンは、Secret またはアカウントを削除するまで有効で、コピーをどこからでも使えます。",
    },
    fix: Text {
        en: "Delete the Secret. In pods use the projected token; outside of the cluster use `kubectl create \
             token` or workload identity federation.",
        ja: "Secret を削除してください。ポッドでは投影トークンを、クラスターの外では `kubectl create token` またはワークロード ID フェデレーションを使用してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "3.1.2" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0287" }],
    references: &["https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets"],
    check: Check::Object(&[("", "Secret")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "tokens that expire", ja: "期限のあるトークン" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("type");
    if field.text() == Some("kubernetes.io/service-account-token") {
        sink.violated(&field, WANTED);
    }
}
