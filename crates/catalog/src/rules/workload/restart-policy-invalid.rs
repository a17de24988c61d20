//! A restart policy that the kind of the workload does not take.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/restart-policy-invalid",
    title: Text {
        en: "Restart policy that the kind does not allow",
        ja: "ワークロードの種類で使えない再起動ポリシー",
    },
    why: Text {
        en: "The API server refuses the object: what serves for ever has to restart always, and what ends \
             must not.",
        ja: "API サーバーがオブジェクトを拒否します。動き続けるワークロードは常に再起動する必要があり、終了する処理では `Always` を使えません。",
    },
    fix: Text {
        en: "Remove `restartPolicy` from workloads that serve; set `OnFailure` or `Never` on a Job or \
             CronJob.",
        ja: "動き続けるワークロードからは `restartPolicy` を削除し、Job または CronJob には `OnFailure` または `Never` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-53-r5", id: "CM-6" }],
    covers: &[
        Control { framework: "kube-score", id: "cronjob-restartpolicy" },
        Control { framework: "kube-linter", id: "restart-policy" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy",
        "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED_ALWAYS: Text = Text { en: "`Always` or no value", ja: "`Always` または未設定" };
const WANTED_END: Text = Text { en: "`OnFailure` or `Never`", ja: "`OnFailure` または `Never`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("restartPolicy");
    let Some(policy) = field.str_or_empty() else { return };
    let (serves, ends) = match (pod.owner.group, pod.owner.kind) {
        ("batch" | "extensions", "Job" | "CronJob") => (false, true),
        ("apps" | "extensions", "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet")
        | ("", "ReplicationController")
        | ("apps.openshift.io", "DeploymentConfig") => (true, false),
        _ => (false, false),
    };
    let is_always = matches!(policy, "" | "Always");
    if ends && is_always {
        sink.violated(&field, WANTED_END).set_unsafely("OnFailure");
    }
    if serves && !is_always {
        // Nothing is lost: no object with it was ever accepted.
        sink.violated(&field, WANTED_ALWAYS).remove();
    }
}
