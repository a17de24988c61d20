//! A pod or container with a user or group that the node is likely to have too.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/user-id-low",
    title: Text {
        en: "User or group id that the node may have",
        ja: "ノードと重複する可能性のあるユーザー ID またはグループ ID",
    },
    why: Text {
        en: "Numbers below 10000 belong to users and groups of the node: a process that breaks out has the \
             rights of whoever has that number there.",
        ja: "10000 未満の番号は、ノード上のユーザーやグループが使っている可能性があります。コンテナーから脱出したプロセスは、ノードで同じ番号を持つユーザーの権限を得ます。",
    },
    fix: Text {
        en: "Set `runAsUser` and `runAsGroup` to numbers from 10000 on, and give the files of the image to \
             that user.",
        ja: "`runAsUser` と `runAsGroup` を 10000 以上の番号にし、イメージ内のファイルの所有者をそのユーザーにしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-security-context-user-group-id" },
        Control { framework: "checkov", id: "CKV_K8S_40" },
        Control { framework: "trivy", id: "AVD-KSV-0020" },
        Control { framework: "trivy", id: "AVD-KSV-0021" },
        Control { framework: "trivy", id: "AVD-KSV-0116" },
    ],
    parameters: &[Parameter {
        name: "minimum",
        about: Text {
            en: "The lowest number that is taken for a user or group.",
            ja: "ユーザー ID とグループ ID として認める最小の番号。",
        },
        default: Preset::Number(10_000),
    }],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a number that no user or group of the node has",
    ja: "ノードのユーザーやグループと重複しない番号",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if pod.has_own_users() {
        return;
    }
    let least = sink.number("minimum");
    for path in ["runAsUser", "runAsGroup"] {
        for (container, field) in pod.security_contexts(path) {
            let is_root = |id: i64| path == "runAsUser" && id == 0;
            // Root is the subject of pod-security/run-as-root.
            if field.int().is_some_and(|id| id < least && !is_root(id)) {
                sink.violated(&field, WANTED).maybe_container(container);
            }
        }
    }
}
