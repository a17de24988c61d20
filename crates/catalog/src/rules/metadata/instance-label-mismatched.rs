//! A workload whose label for the instance is not its name.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, ownership};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/instance-label-mismatched",
    title: Text {
        en: "Instance label is not the name", ja: "インスタンス ラベルと名前の不一致"
    },
    why: Text {
        en: "Tools that group by `app.kubernetes.io/instance` count the workload to another one. Charts that install \
             several workloads do so on purpose.",
        ja: "`app.kubernetes.io/instance` でまとめるツールでは、別のワークロードの一部として扱われます。複数のワークロードをインストールするチャートでは意図的な場合もあります。",
    },
    fix: Text {
        en: "Give the label the name of the object, or leave it as it is where one instance has several workloads.",
        ja: "ラベルの値をオブジェクトの名前に合わせてください。1 つのインスタンスが複数のワークロードで構成される場合は、そのままで問題ありません。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.5" }],
    covers: &[Control { framework: "polaris", id: "metadataAndInstanceMismatched" }],
    references: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"],
    check: Check::Object(ownership::WORKLOADS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the name of the object", ja: "オブジェクトの名前" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let label = top.at("metadata.labels").key("app.kubernetes.io/instance");
    let differs = label.text().is_some_and(|value| value != object.name);
    if differs && !object.name.is_empty() && !ownership::is_made_by_another(top) {
        sink.violated(&label, WANTED);
    }
}
