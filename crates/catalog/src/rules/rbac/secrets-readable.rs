//! A cluster role that reads all secrets.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{CLUSTER_ROLES, Power, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/secrets-readable",
    title: Text {
        en: "Secrets readable in the cluster", ja: "クラスター全体の Secret の読み取り"
    },
    why: Text {
        en: "`list` and `watch` return the contents of Secrets just as `get` does. Bound in the cluster, the \
             role reads the tokens of all service accounts that have one, and with them takes over.",
        ja: "`list` と `watch` でも、`get` と同じように Secret の中身が返されます。クラスター全体にバインドすると、すべての名前空間のトークンやパスワードを読み取れるため、クラスターの乗っ取りにつながります。",
    },
    fix: Text {
        en: "Give a Role in the namespaces that need it, with `resourceNames` for the Secrets that are read, \
             or mount the Secret in the pod instead.",
        ja: "必要な名前空間に Role を作成し、読み取る Secret を `resourceNames` で指定してください。ポッドに Secret をマウントする方法もあります。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.2" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0015" },
        Control { framework: "kubescape", id: "C-0186" },
        Control { framework: "kube-linter", id: "access-to-secrets" },
        Control { framework: "checkov", id: "CKV2_K8S_5" },
        Control { framework: "trivy", id: "AVD-KSV-0041" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets"],
    check: Check::Object(CLUSTER_ROLES, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the names of the secrets that are read", ja: "読み取る Secret の名前の指定" };

const POWERS: &[Power] = &[Power { group: "", resources: &["secrets"], verbs: &["get", "list", "watch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
