//! An audit log that is gone before anybody looks.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/audit-log-kept-briefly",
    title: Text { en: "Audit log kept too briefly", ja: "監査ログの保存期間の不足" },
    why: Text {
        en: "Attacks are often noticed after weeks. A log that is rotated away by then tells nothing. \
             Without these flags files are kept for ever.",
        ja: "攻撃は数週間後に発覚することも少なくありません。それまでにログが消えていると調査できません。これらのフラグを設定しない場合、ファイルは無期限に保存されます。",
    },
    fix: Text {
        en: "Raise the value, or send the log elsewhere by a webhook and waive this rule.",
        ja: "値を大きくするか、Webhook でログを外部に送り、このルールの免除を登録してください。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.17" },
        Control { framework: "cis-kubernetes-1.12", id: "1.2.18" },
        Control { framework: "cis-kubernetes-1.12", id: "1.2.19" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-LOG" },
        Control { framework: "owasp-kubernetes-top-10", id: "K05" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0131" },
        Control { framework: "kubescape", id: "C-0132" },
        Control { framework: "kubescape", id: "C-0133" },
        Control { framework: "checkov", id: "CKV_K8S_92" },
        Control { framework: "checkov", id: "CKV_K8S_93" },
        Control { framework: "checkov", id: "CKV_K8S_94" },
        Control { framework: "trivy", id: "AVD-KCV-0020" },
        Control { framework: "trivy", id: "AVD-KCV-0021" },
        Control { framework: "trivy", id: "AVD-KCV-0022" },
    ],
    parameters: &[
        Parameter {
            name: "minDays",
            about: Text {
                en: "Days that the log must be kept.", ja: "ログを保存する最小の日数。"
            },
            default: Preset::Number(30),
        },
        Parameter {
            name: "minFiles",
            about: Text {
                en: "Rotated files that must be kept.",
                ja: "保存するローテーション済みファイルの最小数。",
            },
            default: Preset::Number(10),
        },
        Parameter {
            name: "minMegabytes",
            about: Text {
                en: "Megabytes that a file must take before it is rotated.",
                ja: "ローテーションするまでのファイル サイズの最小値 (メガバイト)。",
            },
            default: Preset::Number(100),
        },
    ],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/#log-backend"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "at least what the parameters say", ja: "パラメーターの値以上" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        let limits = [
            ("audit-log-maxage", sink.number("minDays")),
            ("audit-log-maxbackup", sink.number("minFiles")),
            ("audit-log-maxsize", sink.number("minMegabytes")),
        ];
        for (name, least) in limits {
            let Some(flag) = component.flag(name) else { continue };
            // 0 is no limit.
            if flag.value.parse::<i64>().is_ok_and(|value| value != 0 && value < least) {
                component.report(sink, flag, WANTED, Some(&least.to_string()));
            }
        }
    }
}
