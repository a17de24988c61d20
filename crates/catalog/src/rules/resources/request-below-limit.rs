//! A container that asks for less than it may use.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::quantity::Quantity;
use crate::{Check, Rule, Sink, Text, requirements, windows};

pub(crate) const RULE: Rule = Rule {
    id: "resources/request-below-limit",
    title: Text { en: "Request below the limit", ja: "制限を下回る要求" },
    why: Text {
        en: "The node promises less than the container may take: under pressure it is evicted before pods that asked \
             for all that they use.",
        ja: "ノードが保証する量は、コンテナーが使用できる量より少なくなります。リソースが逼迫すると、使用量のすべてを要求しているポッドより先に退避されます。",
    },
    fix: Text {
        en: "Where steadiness matters more than density, set requests and limits to the same values, for the class \
             `Guaranteed`.",
        ja: "集約度より安定性を重視する場合は、要求と制限を同じ値にし、QoS クラスを `Guaranteed` にしてください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[
        Control { framework: "kube-score", id: "container-resource-requests-equal-limits" },
        Control { framework: "kube-score", id: "container-cpu-requests-equal-limits" },
        Control { framework: "kube-score", id: "container-memory-requests-equal-limits" },
        Control { framework: "kube-score", id: "container-ephemeral-storage-request-equals-limit" },
    ],
    references: &["https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the value of the limit", ja: "制限と同じ値" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // For Windows, where it matters more, `resources/windows-overcommitted` tells it.
    if windows::is_windows(pod) {
        return;
    }
    for container in pod.containers() {
        let resources = container.field.at("resources");
        for (request, limit) in requirements::pairs(&resources) {
            let amounts = Quantity::of(&request).zip(Quantity::of(&limit));
            if amounts.is_some_and(|(request, limit)| request < limit) {
                sink.violated(&request, WANTED).container(container);
            }
        }
    }
}
