//! A container that may take all processors of its node.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/cpu-limit-missing",
    title: Text { en: "No CPU limit", ja: "CPU 制限の未設定" },
    why: Text {
        en: "In a cluster that many share, one container can use all spare processor time of its node, and others see \
             times that vary with their neighbours.",
        ja: "多くの利用者が共有するクラスターでは、1 つのコンテナーがノードの余剰 CPU 時間をすべて使うことがあり、他のコンテナーの応答時間が隣のコンテナーに左右されます。",
    },
    fix: Text {
        en: "Set `resources.limits.cpu` where fairness matters more than throughput; the container is slowed down at \
             the limit.",
        ja: "スループットより公平性を優先する場合は `resources.limits.cpu` を設定してください。制限に達したコンテナーは減速されます。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerResourceLimits" },
        Control { framework: "azure-policy-kubernetes", id: "MutateResourceCPULimits" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0303" },
        Control { framework: "kube-score", id: "container-resources" },
        Control { framework: "kube-linter", id: "unset-cpu-requirements" },
        Control { framework: "polaris", id: "cpuLimitsMissing" },
        Control { framework: "kubescape", id: "C-0009" },
        Control { framework: "kubescape", id: "C-0050" },
        Control { framework: "kubescape", id: "C-0270" },
        Control { framework: "checkov", id: "CKV_K8S_11" },
        Control { framework: "trivy", id: "AVD-KSV-0011" },
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
    if requirements::has_limit_elsewhere(pod, "cpu", sink) {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("resources.limits.cpu");
        if requirements::may_ask(container) && !field.is_present() {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
