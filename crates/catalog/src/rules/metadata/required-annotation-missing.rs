//! An object without an annotation that the organisation asks for.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, patterns};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/required-annotation-missing",
    title: Text { en: "Required annotation missing", ja: "必須の注釈の未設定" },
    why: Text {
        en: "Tools that read the annotation, and people in an emergency, find nothing.",
        ja: "注釈を読み取るツールや、緊急時の担当者が必要な情報を得られません。",
    },
    fix: Text {
        en: "Add the annotation with a value that is allowed.",
        ja: "許可された値で注釈を追加してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "EnforceResourceAnnotation" },
        Control { framework: "nist-800-190", id: "4.4.5" },
    ],
    parameters: &[
        Parameter {
            name: "annotations",
            about: Text {
                en: "The annotations that are required: a key, or a key and a regular expression for the whole value \
                     (`review=20[0-9]{2}`).",
                ja: "必須の注釈。キー、またはキーと値全体に対する正規表現 (`review=20[0-9]{2}`) で指定します。",
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
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the annotations of `annotations`", ja: "`annotations` に指定された注釈" };
fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (wanted, kinds) = (sink.texts("annotations"), sink.texts("kinds"));
    let has = |kind: &str| kinds.iter().any(|one| one == kind);
    let of_pod = object.pod_part(top).filter(|_| has("Pod"));
    let of_object = (object.kind != "Pod" && has(object.kind)).then(|| top.clone());
    for part in [of_pod, of_object].into_iter().flatten() {
        let map = part.at("metadata.annotations");
        for item in wanted {
            let (key, pattern) = item.split_once('=').map_or((item.as_str(), None), |(k, p)| (k, Some(p)));
            let is_right = |value: &str| pattern.is_none_or(|pattern| patterns::is_all(pattern, value));
            match map.find(key).filter(Field::is_present) {
                None => {
                    sink.violated(&map, WANTED).lacking(key);
                }
                Some(field) if !field.text().is_some_and(is_right) => {
                    sink.violated(&field, WANTED).seen("…");
                }
                Some(_) => {}
            }
        }
    }
}
