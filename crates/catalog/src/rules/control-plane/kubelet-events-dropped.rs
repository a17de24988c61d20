//! A kubelet that reports few events.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::kubelet::{KINDS, Setting, report_setting};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-events-dropped",
    title: Text { en: "Few events reported by the kubelet", ja: "kubelet のイベント報告数の不足" },
    why: Text {
        en: "Events above the rate are dropped, so that a burst of failures or an attack leaves gaps.",
        ja: "上限を超えるイベントは破棄されるため、障害や攻撃が集中すると記録に抜けが生じます。",
    },
    fix: Text {
        en: "Remove the setting; the default is 50 per second, and `0` is no limit.",
        ja: "設定を削除してください。既定値は 1 秒あたり 50 件で、`0` は無制限です。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.8" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0180" },
        Control { framework: "checkov", id: "CKV_K8S_147" },
        Control { framework: "trivy", id: "AVD-KCV-0087" },
    ],
    references: &["https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "5 or more, or `0`", ja: "5 以上、または `0`" };

const SETTING: Setting = Setting { path: "eventRecordQPS", flag: "event-qps", repaired: None };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_setting((object, top), sink, &SETTING, WANTED, |value| {
        value.and_then(|text| text.parse().ok()).is_some_and(|rate: i64| (1..5).contains(&rate))
    });
}
