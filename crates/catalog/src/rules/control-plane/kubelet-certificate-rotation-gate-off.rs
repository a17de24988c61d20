//! Serving certificates of kubelets that are not renewed.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components, has};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-certificate-rotation-gate-off",
    title: Text {
        en: "Renewal of kubelet serving certificates switched off by a flag",
        ja: "フラグによる kubelet のサーバー証明書の更新の無効化",
    },
    why: Text {
        en: "Certificates that run out are replaced by hand then, or connections go on without checking them.",
        ja: "期限切れの証明書を手作業で交換するか、検証せずに接続を続けることになります。",
    },
    fix: Text {
        en: "Remove `RotateKubeletServerCertificate=false` from the feature gates.",
        ja: "フィーチャー ゲートから `RotateKubeletServerCertificate=false` を削除してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.6" },
        Control { framework: "cis-kubernetes-1.12", id: "4.2.11" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0149" },
        Control { framework: "checkov", id: "CKV_K8S_112" },
        Control { framework: "trivy", id: "AVD-KCV-0038" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the gate left on", ja: "ゲートを有効のままにする" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ControllerManager, Program::Kubelet]) {
        if let Some(flag) = component.flag("feature-gates")
            && has(flag.value, "RotateKubeletServerCertificate=false")
        {
            component.report(sink, flag, WANTED, None);
        }
    }
}
