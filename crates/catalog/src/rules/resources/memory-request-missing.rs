//! A container that does not say how much memory it needs.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/memory-request-missing",
    title: Text { en: "No memory request", ja: "メモリ要求の未設定" },
    why: Text {
        en: "The scheduler counts it as needing nothing, and when the node runs short of memory it is among the first \
             to be killed.",
        ja: "スケジューラーはメモリを必要としないものと見なします。ノードのメモリが不足すると、真っ先に強制終了される対象になります。",
    },
    fix: Text {
        en: "Set `resources.requests.memory` to what the container uses under usual load.",
        ja: "`resources.requests.memory` に、通常の負荷で使用する量を設定してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerResourceRequests" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-resources" },
        Control { framework: "kube-linter", id: "unset-memory-requirements" },
        Control { framework: "polaris", id: "memoryRequestsMissing" },
        Control { framework: "kubescape", id: "C-0004" },
        Control { framework: "kubescape", id: "C-0269" },
        Control { framework: "checkov", id: "CKV_K8S_12" },
        Control { framework: "trivy", id: "AVD-KSV-0016" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "https://kubernetes.io/docs/concepts/policy/limit-range/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "what the container usually uses", ja: "コンテナーが通常使用する量" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if requirements::has_request_elsewhere(pod, "memory", sink) {
        return;
    }
    for container in pod.containers() {
        let resources = container.field.at("resources");
        let field = resources.at("requests.memory");
        // Without a request the limit is taken for it.
        if requirements::is_lasting(container)
            && !field.is_present()
            && !resources.at("limits.memory").is_present()
        {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
