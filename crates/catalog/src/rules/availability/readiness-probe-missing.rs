//! A container that is sent requests without being asked whether it is ready.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, probes};

pub(crate) const RULE: Rule = Rule {
    id: "availability/readiness-probe-missing",
    title: Text { en: "No readiness probe", ja: "readiness プローブの欠如" },
    why: Text {
        en: "Without a readiness probe a container counts as ready as soon as it runs: requests reach it \
             before it can answer, and while it cannot.",
        ja: "readiness プローブがないと、コンテナーは起動した時点で準備完了とみなされます。応答できない間も要求が送られます。",
    },
    fix: Text {
        en: "Add a `readinessProbe` that answers whether the container can serve requests right now.",
        ja: "コンテナーがその時点で要求を処理できるかを確認する `readinessProbe` を追加してください。",
    },
    severity: Severity::Low,
    role: Role::Developer,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerEnforceProbes" },
        Control { framework: "nist-800-53-r5", id: "SI-13" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "pod-probes" },
        Control { framework: "kube-linter", id: "no-readiness-probe" },
        Control { framework: "polaris", id: "readinessProbeMissing" },
        Control { framework: "kubescape", id: "C-0018" },
        Control { framework: "checkov", id: "CKV_K8S_9" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/workloads/pods/probes/",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a probe", ja: "プローブの定義" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in probes::served(pod) {
        let field = container.field.at("readinessProbe");
        // What listens nowhere is sent nothing.
        if !field.is_present() && !container.field.at("ports").items("containerPort").is_empty() {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
