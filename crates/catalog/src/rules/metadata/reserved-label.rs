//! A label that belongs to the platform.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/reserved-label",
    title: Text { en: "Label of the platform", ja: "プラットフォームの予約ラベル" },
    why: Text {
        en: "The platform sets labels under its own prefix and acts on them; one that somebody else sets is refused, \
             overwritten or believed.",
        ja: "プラットフォームは専用のプレフィックスのラベルを設定し、それに基づいて動作します。利用者が設定すると、拒否されたり、上書きされたり、誤って信用されたりします。",
    },
    fix: Text {
        en: "Use a prefix of your own organisation.",
        ja: "自組織のプレフィックスを使用してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "NoAKSSpecificLabels" },
        Control { framework: "nist-800-190", id: "4.3.5" },
    ],
    parameters: &[Parameter {
        name: "prefixes",
        about: Text {
            en: "What the keys of reserved labels begin with.",
            ja: "予約されたラベルのキーのプレフィックス。",
        },
        default: Preset::Texts(&["kubernetes.azure.com/"]),
    }],
    references: &["https://learn.microsoft.com/azure/aks/use-labels#reserved-labels-and-prefixes"],
    check: Check::Object(
        &[
            ("", "Node"),
            ("", "Pod"),
            ("", "Service"),
            ("apps", "DaemonSet"),
            ("apps", "Deployment"),
            ("apps", "ReplicaSet"),
            ("apps", "StatefulSet"),
            ("batch", "CronJob"),
            ("batch", "Job"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a label outside of the prefixes of `prefixes`",
    ja: "`prefixes` のプレフィックス以外のラベル",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // A pod is its own pod part.
    let of_template = object.pod_part(top).filter(|part| !part.pointer().is_empty());
    for part in [Some(top.clone()), of_template].into_iter().flatten() {
        let labels = part.at("metadata.labels");
        for prefix in sink.texts("prefixes").iter().filter(|prefix| !prefix.is_empty()) {
            for (_, label) in labels.entries(prefix) {
                sink.violated(&label, WANTED).remove_unsafely();
            }
        }
    }
}
