//! An object of an API version that the cluster no longer serves.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, api_lifecycle};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/api-version-removed",
    title: Text { en: "API version that was removed", ja: "削除された API バージョン" },
    why: Text {
        en: "The API server does not know this version any more: the object cannot be applied, and an upgrade of the \
             cluster breaks the deployment.",
        ja: "API サーバーはこのバージョンを認識しません。オブジェクトを適用できず、クラスターのアップグレード後にデプロイが失敗します。",
    },
    fix: Text {
        en: "Write the object for the version that took its place; the migration guide names it and what changed.",
        ja: "後継のバージョンに合わせてオブジェクトを書き換えてください。移行ガイドに後継のバージョンと変更点が記載されています。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.5.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-UPG" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "stable-version" },
        Control { framework: "kube-linter", id: "no-extensions-v1beta" },
    ],
    references: &["https://kubernetes.io/docs/reference/using-api/deprecation-guide/"],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "an API version that this version of Kubernetes serves",
    ja: "この Kubernetes バージョンで提供されている API バージョン",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let Some(api) = api_lifecycle::of(object).filter(|api| api.is_removed(sink.version())) else { return };
    let same = api.same_manifest(sink.version());
    let violation = sink.violated(&top.at("apiVersion"), WANTED);
    if let Some(name) = same {
        violation.set(name);
    }
}
