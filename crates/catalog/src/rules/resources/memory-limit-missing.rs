//! A container that may take all memory of its node.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/memory-limit-missing",
    title: Text { en: "No memory limit", ja: "メモリ制限の未設定" },
    why: Text {
        en: "A leak, or a request made to use much memory, takes the memory of the node and with it the other pods.",
        ja: "メモリ リークや大量のメモリを使わせる要求によって、ノードのメモリが使い尽くされ、他のポッドも巻き込まれます。",
    },
    fix: Text {
        en: "Set `resources.limits.memory` above what the container uses at its peak.",
        ja: "`resources.limits.memory` に、ピーク時の使用量を上回る値を設定してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerResourceLimits" },
        Control { framework: "azure-policy-kubernetes", id: "MutateResourceMemoryLimits" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0303" },
        Control { framework: "kube-score", id: "container-resources" },
        Control { framework: "kube-linter", id: "unset-memory-requirements" },
        Control { framework: "polaris", id: "memoryLimitsMissing" },
        Control { framework: "kubescape", id: "C-0004" },
        Control { framework: "kubescape", id: "C-0009" },
        Control { framework: "kubescape", id: "C-0271" },
        Control { framework: "checkov", id: "CKV_K8S_13" },
        Control { framework: "trivy", id: "AVD-KSV-0018" },
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
    Text { en: "the most that the container may use", ja: "コンテナーが使用してよい最大量" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if requirements::has_limit_elsewhere(pod, "memory", sink) {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("resources.limits.memory");
        if requirements::may_ask(container) && !field.is_present() {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
