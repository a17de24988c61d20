//! A pod that runs as the account that all share.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::accounts::account_of;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/default-service-account-used",
    title: Text { en: "Default ServiceAccount used", ja: "既定の ServiceAccount の使用" },
    why: Text {
        en: "`default` is shared by all pods of the namespace that name no account, so what is granted to \
             one of them is granted to all, and the audit log cannot tell them apart.",
        ja: "`default` は、アカウントを指定しない名前空間内のすべてのポッドで共有されます。1 つのポッドに付与した権限は全部に及び、監査ログでも区別できません。",
    },
    fix: Text {
        en: "Make a ServiceAccount for the workload, and name it in `serviceAccountName`.",
        ja: "ワークロード専用の ServiceAccount を作成し、`serviceAccountName` で指定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.5" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "default-service-account" },
        Control { framework: "kubescape", id: "C-0189" },
        Control { framework: "kubescape", id: "C-0225" },
        Control { framework: "kubescape", id: "C-0239" },
    ],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a ServiceAccount of the workload", ja: "ワークロード専用の ServiceAccount" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if account_of(pod) == "default" {
        sink.violated(&pod.spec.at("serviceAccountName"), WANTED);
    }
}
