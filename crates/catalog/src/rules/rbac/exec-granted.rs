//! A role that runs commands in running containers.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/exec-granted",
    title: Text {
        en: "Commands in containers allowed", ja: "コンテナー内でのコマンド実行の許可"
    },
    why: Text {
        en: "Whoever may exec into a pod, attach to it or put a debugging container into it acts with all that the pod \
             has: its secrets, its service account and its place in the network.",
        ja: "ポッドで exec や attach を実行したり、デバッグ用のコンテナーを追加したりできると、ポッドの Secret、サービス アカウント、ネットワーク上の立場をすべて使えます。",
    },
    fix: Text {
        en: "Remove `pods/exec`, `pods/attach` and `pods/ephemeralcontainers`. For debugging, grant them for a limited \
             time in the one namespace.",
        ja: "`pods/exec`、`pods/attach`、`pods/ephemeralcontainers` を削除してください。デバッグに必要な場合は、対象の名前空間に限り、期間を限って付与してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0002" },
        Control { framework: "polaris", id: "clusterrolePodExecAttach" },
        Control { framework: "polaris", id: "rolePodExecAttach" },
        Control { framework: "polaris", id: "clusterrolebindingPodExecAttach" },
        Control { framework: "polaris", id: "rolebindingClusterRolePodExecAttach" },
        Control { framework: "polaris", id: "rolebindingRolePodExecAttach" },
        Control { framework: "checkov", id: "CKV2_K8S_2" },
        Control { framework: "trivy", id: "AVD-KSV-0053" },
        Control { framework: "trivy", id: "AVD-KSV-0054" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
        "https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "no `pods/exec`, `pods/attach` or `pods/ephemeralcontainers`",
    ja: "`pods/exec`、`pods/attach`、`pods/ephemeralcontainers` なし",
};

const POWERS: &[Power] = &[
    Power {
        group: "",
        resources: &["pods/exec", "pods/attach", "*/exec", "*/attach"],
        verbs: &["create", "get"],
    },
    // An ephemeral container is added to a pod that runs, by a change of this subresource.
    Power {
        group: "",
        resources: &["pods/ephemeralcontainers", "*/ephemeralcontainers"],
        verbs: &["update", "patch"],
    },
];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
