//! A kubelet that calls its node by another name.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-hostname-overridden",
    title: Text { en: "Node name overridden", ja: "ノード名の上書き" },
    why: Text {
        en: "The name of the node must match its certificates and the records of the cloud; another one \
             breaks checks that rely on it.",
        ja: "ノード名は証明書やクラウドの記録と一致している必要があります。異なる名前にすると、それに基づく検証が機能しなくなります。",
    },
    fix: Text {
        en: "Remove `--hostname-override`, unless the cloud provider demands it.",
        ja: "クラウド プロバイダーが要求する場合を除き、`--hostname-override` を削除してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.7" },
        Control { framework: "nist-800-190", id: "4.3.5" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0179" },
        Control { framework: "checkov", id: "CKV_K8S_146" },
        Control { framework: "trivy", id: "AVD-KCV-0086" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no such flag", ja: "フラグの指定なし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Kubelet]) {
        if let Some(flag) = component.flag("hostname-override") {
            component.report(sink, flag, WANTED, None);
        }
    }
}
