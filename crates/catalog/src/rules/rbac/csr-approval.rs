//! A role that approves certificate requests.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/csr-approval",
    title: Text { en: "Certificate requests can be approved", ja: "証明書署名要求の承認の許可" },
    why: Text {
        en: "Whoever approves certificate requests and may create them makes client certificates with any \
             name, also those of nodes and of administrators.",
        ja: "証明書署名要求を作成して承認できると、ノードや管理者を含む任意の名前のクライアント証明書を発行できます。",
    },
    fix: Text {
        en: "Leave the approval to the built-in approver of kubelets, or to a controller that checks what it \
             approves and whose `approve` has `resourceNames`.",
        ja: "承認は kubelet 用の組み込みの承認コントローラーか、内容を検証するコントローラーに任せ、`approve` には `resourceNames` を指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.11" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0280" },
        Control { framework: "checkov", id: "CKV_K8S_156" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "no `certificatesigningrequests/approval`",
    ja: "`certificatesigningrequests/approval` なし",
};

const POWERS: &[Power] = &[Power {
    group: "certificates.k8s.io",
    resources: &["certificatesigningrequests/approval"],
    verbs: &["update", "patch"],
}];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
