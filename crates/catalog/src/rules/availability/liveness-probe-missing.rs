//! A container that is never asked whether it is stuck.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, probes};

pub(crate) const RULE: Rule = Rule {
    id: "availability/liveness-probe-missing",
    title: Text { en: "No liveness probe", ja: "liveness プローブの欠如" },
    why: Text {
        en: "A container whose process runs but does nothing any more is not restarted by anybody.",
        ja: "プロセスは動いているものの処理が止まっているコンテナーが、再起動されないままになります。",
    },
    fix: Text {
        en: "Add a `livenessProbe` that fails only where a restart helps, and never because another service \
             is away.",
        ja: "再起動で回復する場合にだけ失敗する `livenessProbe` を追加してください。他のサービスの停止で失敗しないようにしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::Developer,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerEnforceProbes" },
        Control { framework: "nist-800-53-r5", id: "SI-13" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "pod-probes" },
        Control { framework: "kube-linter", id: "no-liveness-probe" },
        Control { framework: "polaris", id: "livenessProbeMissing" },
        Control { framework: "kubescape", id: "C-0056" },
        Control { framework: "checkov", id: "CKV_K8S_8" },
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
        let field = container.field.at("livenessProbe");
        if !field.is_present() {
            // Told apart from the readiness probe, whose absence points at the same place.
            sink.violated(&field, WANTED).container(container);
        }
    }
}
