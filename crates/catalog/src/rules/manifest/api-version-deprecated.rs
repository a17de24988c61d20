//! An object of an API version that a later Kubernetes will not serve.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, api_lifecycle};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/api-version-deprecated",
    title: Text { en: "Deprecated API version", ja: "非推奨の API バージョン" },
    why: Text {
        en: "A later version of Kubernetes stops serving it, and the object can then no longer be applied.",
        ja: "今後の Kubernetes では提供されなくなり、オブジェクトを適用できなくなります。",
    },
    fix: Text {
        en: "Write the object for the version that takes its place, before the cluster is upgraded.",
        ja: "クラスターをアップグレードする前に、後継のバージョンに合わせてオブジェクトを書き換えてください。",
    },
    severity: Severity::Low,
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

const WANTED: Text = Text { en: "the API version that takes its place", ja: "後継の API バージョン" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let Some(api) = api_lifecycle::of(object).filter(|api| api.is_deprecated(sink.version())) else { return };
    let same = api.same_manifest(sink.version());
    let violation = sink.violated(&top.at("apiVersion"), WANTED);
    if let Some(name) = same {
        violation.set(name);
    }
}
