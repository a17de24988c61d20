//! An object without a label that the organisation asks for.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, patterns};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/required-label-missing",
    title: Text { en: "Required label missing", ja: "必須ラベルの未設定" },
    why: Text {
        en: "What goes by the label leaves the object out: cost reports, network policies, alerts, admission rules.",
        ja: "コスト集計、ネットワーク ポリシー、アラート、アドミッションのルールなど、ラベルを基準にした仕組みの対象から外れます。",
    },
    fix: Text {
        en: "Add the label with a value that is allowed.",
        ja: "許可された値でラベルを追加してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "PodEnforceLabels" },
        Control { framework: "nist-800-190", id: "4.4.5" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0076" }],
    parameters: &[
        Parameter {
            name: "labels",
            about: Text {
                en: "The labels that are required: a key (`team`), or a key and a regular expression for the whole \
                     value (`tier=front|back`).",
                ja: "必須のラベル。キー (`team`)、またはキーと値全体に対する正規表現 (`tier=front|back`) で指定します。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "kinds",
            about: Text {
                en: "The kinds whose objects must have them. `Pod` stands for pods and for the templates of pods.",
                ja: "対象とする種類。`Pod` はポッドとポッドのテンプレートを表します。",
            },
            default: Preset::Texts(&["Pod"]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the labels of `labels`", ja: "`labels` に指定されたラベル" };
fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (wanted, kinds) = (sink.texts("labels"), sink.texts("kinds"));
    let has = |kind: &str| kinds.iter().any(|one| one == kind);
    let of_pod = object.pod_part(top).filter(|_| has("Pod"));
    let of_object = (object.kind != "Pod" && has(object.kind)).then(|| top.clone());
    for part in [of_pod, of_object].into_iter().flatten() {
        let map = part.at("metadata.labels");
        for item in wanted {
            let (key, pattern) = item.split_once('=').map_or((item.as_str(), None), |(k, p)| (k, Some(p)));
            let is_right = |value: &str| pattern.is_none_or(|pattern| patterns::is_all(pattern, value));
            match map.find(key).filter(Field::is_present) {
                None => {
                    sink.violated(&map, WANTED).lacking(key);
                }
                Some(field) if !field.text().is_some_and(is_right) => {
                    sink.violated(&field, WANTED);
                }
                Some(_) => {}
            }
        }
    }
}
