//! A binding to those who did not say who they are.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, is_system, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/anonymous-bound",
    title: Text {
        en: "Role bound to anonymous requests", ja: "匿名の要求へのロールのバインド"
    },
    why: Text {
        en: "Whoever reaches the API server gets the role, without any credential.",
        ja: "API サーバーに到達できれば、資格情報がなくても誰でもこのロールを使えます。",
    },
    fix: Text {
        en: "Remove the subject, and bind those who are meant.",
        ja: "このサブジェクトを削除し、本来の対象にバインドしてください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0262" },
        Control { framework: "trivy", id: "AVD-KSV-0122" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
    ],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a group or account that was authenticated",
    ja: "認証済みのグループまたはアカウント",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // What anybody may know: the version and the health, and where a new node finds the cluster.
    let role = top.at("roleRef.name").text();
    let is_public =
        matches!(role, Some("system:public-info-viewer" | "kubeadm:bootstrap-signer-clusterinfo"));
    if is_public || is_system(object, top) {
        return;
    }
    report_subjects(top, sink, WANTED, |kind, _, name| {
        (kind == "User" && name == "system:anonymous")
            || (kind == "Group" && name == "system:unauthenticated")
    });
}
