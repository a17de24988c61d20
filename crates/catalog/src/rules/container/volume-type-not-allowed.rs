//! A volume of a type that the rules of the organisation do not allow.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/volume-type-not-allowed",
    title: Text {
        en: "Volume type not allowed by the organisation",
        ja: "組織で許可されていない種類のボリューム",
    },
    why: Text {
        en: "The organisation has listed the types of volumes that pods may use; another one stores data \
             where nobody expects it.",
        ja: "組織は、ポッドが使ってよいボリュームの種類を定めています。それ以外の種類では、想定外の場所にデータが置かれます。",
    },
    fix: Text {
        en: "Use a volume of an allowed type, or have the list changed.",
        ja: "許可された種類のボリュームを使うか、一覧の変更を依頼してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "AllowedVolumeTypes" },
        Control { framework: "nist-800-190", id: "4.5.5" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The types of volumes that pods may use, such as `configMap`; `*` for all, none for no limit.",
            ja: "ポッドが使ってよいボリュームの種類 (`configMap` など)。`*` はすべてを表します。空の場合は制限しません。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &[
        "https://kubernetes.io/docs/concepts/storage/volumes/",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an allowed type", ja: "許可された種類" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    if allowed.is_empty() || allowed.iter().any(|kind| kind == "*") {
        return;
    }
    for volume in pod.spec.at("volumes").items("name") {
        let sources =
            volume.entries("").into_iter().filter(|(key, field)| *key != "name" && field.is_present());
        let kinds: Vec<&str> = sources.map(|(key, _)| key).collect();
        // A volume that names nothing is an emptyDir.
        let kinds = if kinds.is_empty() { vec!["emptyDir"] } else { kinds };
        for kind in kinds.into_iter().filter(|kind| !allowed.iter().any(|known| known == kind)) {
            sink.violated(&volume, WANTED).value(kind);
        }
    }
}
