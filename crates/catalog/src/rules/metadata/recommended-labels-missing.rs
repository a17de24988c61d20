//! A workload without the labels that tools agree on.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, ownership};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/recommended-labels-missing",
    title: Text { en: "Recommended labels missing", ja: "推奨ラベルの未設定" },
    why: Text {
        en: "Consoles, service maps and cost reports group by these labels; without them the workload stands alone.",
        ja: "コンソールやサービス マップ、コスト集計はこれらのラベルでまとめて表示します。ラベルがないワークロードは孤立して表示されます。",
    },
    fix: Text {
        en: "Add `app.kubernetes.io/name`, and what else of the common labels is known.",
        ja: "`app.kubernetes.io/name` と、分かる範囲でその他の共通ラベルを追加してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.5" }],
    covers: &[Control { framework: "kubescape", id: "C-0077" }],
    parameters: &[Parameter {
        name: "recommended",
        about: Text { en: "The labels that are wanted.", ja: "必要なラベル。" },
        default: Preset::Texts(&["app.kubernetes.io/name"]),
    }],
    references: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"],
    check: Check::Object(ownership::WORKLOADS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the labels of `recommended`", ja: "`recommended` に指定されたラベル" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if ownership::is_made_by_another(top) {
        return;
    }
    let labels = top.at("metadata.labels");
    for key in sink.texts("recommended") {
        if !labels.find(key).is_some_and(|label| label.is_present()) {
            sink.violated(&labels, WANTED).lacking(key);
        }
    }
}
