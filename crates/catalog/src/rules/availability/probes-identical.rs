//! A container that is restarted for the very reason for which it is only to be spared.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, probes};

pub(crate) const RULE: Rule = Rule {
    id: "availability/probes-identical",
    title: Text {
        en: "Liveness probe the same as the readiness probe",
        ja: "readiness プローブと同一の liveness プローブ",
    },
    why: Text {
        en: "As soon as the container is too busy to be ready it is also killed, which gives its load to the \
             others, and they follow.",
        ja: "負荷が高くて準備未完了になったコンテナーが同時に強制終了され、その負荷が他のコンテナーに移って連鎖的に停止します。",
    },
    fix: Text {
        en: "Let the liveness probe ask something cheaper, or give it a higher `failureThreshold` than the \
             readiness probe.",
        ja: "liveness プローブにはより軽い確認を使うか、readiness プローブより大きい `failureThreshold` を設定してください。",
    },
    severity: Severity::Low,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "SI-13" }],
    covers: &[Control { framework: "kube-score", id: "pod-probes-identical" }],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "another question or more patience than the readiness probe",
    ja: "readiness プローブとは別の確認、またはより長い猶予",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        let (ready, live) = (container.field.at("readinessProbe"), container.field.at("livenessProbe"));
        let question = probes::question(&live);
        // The same question with more patience is what the documentation recommends, and so is a port that answers: a
        // connection is taken by the kernel, however busy the process is.
        if question.is_some()
            && !live.at("tcpSocket").is_present()
            && question == probes::question(&ready)
            && probes::patience_seconds(&live) <= probes::patience_seconds(&ready)
        {
            sink.violated(&live, WANTED).container(container);
        }
    }
}
