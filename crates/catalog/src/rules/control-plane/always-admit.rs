//! An API server with the plugin that admits everything.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/always-admit",
    title: Text { en: "AlwaysAdmit switched on", ja: "AlwaysAdmit の有効化" },
    why: Text {
        en: "The plugin judges nothing and is deprecated; whoever lists it means to switch admission off.",
        ja: "このプラグインは何も検査せず、非推奨です。指定されている場合、アドミッションを無効にする意図が疑われます。",
    },
    fix: Text {
        en: "Remove `AlwaysAdmit` from `--enable-admission-plugins`.",
        ja: "`--enable-admission-plugins` から `AlwaysAdmit` を削除してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.10" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0122" },
        Control { framework: "checkov", id: "CKV_K8S_79" },
        Control { framework: "trivy", id: "AVD-KCV-0011" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwaysadmit",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no `AlwaysAdmit`", ja: "`AlwaysAdmit` なし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.refuse_element(sink, "enable-admission-plugins", "AlwaysAdmit", WANTED);
    }
}
