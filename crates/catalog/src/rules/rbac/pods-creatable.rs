//! A role that makes pods.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/pods-creatable",
    title: Text { en: "Pods can be created", ja: "ポッドの作成の許可" },
    why: Text {
        en: "Whoever makes a pod chooses its service account, mounts any Secret of the namespace and, where \
             admission allows it, reaches the node.",
        ja: "ポッドを作成できると、使うサービス アカウントを選び、名前空間のどの Secret でもマウントできます。アドミッションで制限されていなければ、ノードにも到達できます。",
    },
    fix: Text {
        en: "Leave deployment to the pipeline or the GitOps controller, and enforce the Pod Security \
             Standards on the namespace.",
        ja: "デプロイはパイプラインや GitOps コントローラーに任せ、名前空間に Pod Security Standards を適用してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.4" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0188" },
        Control { framework: "kube-linter", id: "access-to-create-pods" },
        Control { framework: "trivy", id: "AVD-KSV-0048" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no creation of workloads", ja: "ワークロードの作成なし" };

const POWERS: &[Power] = &[
    Power {
        group: "",
        resources: &["pods", "replicationcontrollers"],
        verbs: &["create", "update", "patch"],
    },
    Power {
        group: "apps",
        resources: &["deployments", "daemonsets", "statefulsets", "replicasets"],
        verbs: &["create", "update", "patch"],
    },
    Power { group: "batch", resources: &["jobs", "cronjobs"], verbs: &["create", "update", "patch"] },
];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
