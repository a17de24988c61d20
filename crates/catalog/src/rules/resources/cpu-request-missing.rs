//! A container that does not say how much processor it needs.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/cpu-request-missing",
    title: Text { en: "No CPU request", ja: "CPU 要求の未設定" },
    why: Text {
        en: "The scheduler counts it as needing nothing, packs the node too full, and under load it gets next to no \
             processor time; an autoscaler that goes by CPU cannot work.",
        ja: "スケジューラーは CPU を必要としないものと見なすため、ノードにポッドが詰め込まれ、高負荷時には CPU 時間がほとんど割り当てられません。CPU 使用率に基づく自動スケーリングも機能しません。",
    },
    fix: Text {
        en: "Set `resources.requests.cpu` to what the container uses under usual load.",
        ja: "`resources.requests.cpu` に、通常の負荷で使用する量を設定してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerResourceRequests" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-resources" },
        Control { framework: "kube-linter", id: "unset-cpu-requirements" },
        Control { framework: "polaris", id: "cpuRequestsMissing" },
        Control { framework: "kubescape", id: "C-0050" },
        Control { framework: "kubescape", id: "C-0268" },
        Control { framework: "checkov", id: "CKV_K8S_10" },
        Control { framework: "trivy", id: "AVD-KSV-0015" },
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
    if requirements::has_request_elsewhere(pod, "cpu", sink) {
        return;
    }
    for container in pod.containers() {
        let resources = container.field.at("resources");
        let field = resources.at("requests.cpu");
        // Without a request the limit is taken for it.
        if requirements::is_lasting(container)
            && !field.is_present()
            && !resources.at("limits.cpu").is_present()
        {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
