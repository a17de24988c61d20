//! A kubelet that leaves its packet filter rules out.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::is_true;
use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-iptables-chains-off",
    title: Text {
        en: "Packet filter rules of the kubelet switched off",
        ja: "kubelet のパケット フィルター ルールの無効化",
    },
    why: Text {
        en: "Rules that keep packets for local addresses from being taken from outside are then missing, \
             unless something else writes them.",
        ja: "ローカル アドレス宛ての外部パケットを防ぐルールが、他の仕組みで設定しない限り失われます。",
    },
    fix: Text {
        en: "Remove the setting, or set it to `true`.",
        ja: "設定を削除するか、`true` を設定してください。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.6" },
        Control { framework: "nist-800-190", id: "4.5.1" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0178" },
        Control { framework: "checkov", id: "CKV_K8S_145" },
        Control { framework: "trivy", id: "AVD-KCV-0084" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true`" };

const SETTING: Setting =
    Setting { path: "makeIPTablesUtilChains", flag: "make-iptables-util-chains", repaired: Some("true") };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| value.is_some_and(|text| !is_true(text)));
}
