//! A workload that does not say whose it is.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, ownership};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/owner-missing",
    title: Text { en: "Owner not named", ja: "所有者の未記載" },
    why: Text {
        en: "When something is found in it, or it fails at night, nobody knows whom to ask.",
        ja: "問題が見つかったときや夜間に障害が起きたときに、誰に確認すればよいか分かりません。",
    },
    fix: Text {
        en: "Add a label that names the team, on the object or on its Namespace.",
        ja: "チーム名を示すラベルを、オブジェクトまたはその Namespace に追加してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.5" }],
    covers: &[Control { framework: "kube-linter", id: "required-label-owner" }],
    parameters: &[Parameter {
        name: "labels",
        about: Text {
            en: "The labels of which one must be there.", ja: "いずれか 1 つが必要なラベル。"
        },
        default: Preset::Texts(&["owner", "team"]),
    }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/"],
    check: Check::Object(ownership::OWNED, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "one of the labels of `labels`", ja: "`labels` のいずれかのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let wanted = sink.texts("labels");
    let labels = top.at("metadata.labels");
    let names_owner =
        |key: &String| labels.find(key).and_then(|one| one.text()).is_some_and(|owner| !owner.is_empty());
    let namespace = sink.inventory().find("Namespace", "", object.namespace);
    let of_namespace = |key: &String| {
        namespace.is_some_and(|item| item.labels.get(key).is_some_and(|owner| !owner.is_empty()))
    };
    let is_said = wanted.iter().any(|key| names_owner(key) || of_namespace(key));
    if !wanted.is_empty() && !is_said && !ownership::is_made_by_another(top) {
        sink.violated(&labels, WANTED);
    }
}
