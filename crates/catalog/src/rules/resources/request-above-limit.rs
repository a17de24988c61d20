//! A container that asks for more than it may use.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::quantity::Quantity;
use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/request-above-limit",
    title: Text { en: "Request above the limit", ja: "制限を上回る要求" },
    why: Text {
        en: "The API server refuses the pod, so the workload never starts.",
        ja: "API サーバーがポッドを拒否するため、ワークロードは起動しません。",
    },
    fix: Text {
        en: "Raise the limit to the request, or lower the request.",
        ja: "制限を要求以上に引き上げるか、要求を引き下げてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "WindowsContainerResourceLimits" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no more than the limit", ja: "制限以下の値" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let of_containers = pod.containers().iter().map(|one| (Some(one), one.field.at("resources")));
    let of_pod = requirements::of_pod(pod, sink).map(|resources| (None, resources));
    for (container, resources) in of_containers.chain(of_pod).collect::<Vec<_>>() {
        for (request, limit) in requirements::pairs(&resources) {
            let amounts = Quantity::of(&request).zip(Quantity::of(&limit));
            if amounts.is_some_and(|(request, limit)| request > limit) {
                sink.violated(&request, WANTED).maybe_container(container);
            }
        }
    }
}
