//! Controllers that all act with one credential.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/controller-credentials-shared",
    title: Text {
        en: "Controllers share one credential", ja: "コントローラーの資格情報の共有"
    },
    why: Text {
        en: "All controllers then act with the rights of all of them together, and the audit log cannot tell \
             which one did something.",
        ja: "すべてのコントローラーが全員分の権限を合わせ持って動作し、監査ログではどのコントローラーの操作か区別できません。",
    },
    fix: Text {
        en: "Set `--use-service-account-credentials=true`.",
        ja: "`--use-service-account-credentials=true` を設定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.3" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0146" },
        Control { framework: "checkov", id: "CKV_K8S_108" },
        Control { framework: "trivy", id: "AVD-KCV-0035" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`--use-service-account-credentials=true`", ja: "`--use-service-account-credentials=true`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ControllerManager]) {
        component.require_bool(sink, "use-service-account-credentials", (true, false), WANTED);
    }
}
