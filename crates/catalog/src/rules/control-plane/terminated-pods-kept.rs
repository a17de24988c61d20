//! A controller manager that never removes pods that ended.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/terminated-pods-kept",
    title: Text { en: "Ended pods never removed", ja: "終了したポッドの削除の無効化" },
    why: Text {
        en: "Pods that ended then fill etcd, until the API server becomes slow or stops.",
        ja: "終了したポッドが etcd に溜まり続け、API サーバーが遅くなったり停止したりします。",
    },
    fix: Text {
        en: "Set `--terminated-pod-gc-threshold` to a number above 0; the default is 12500.",
        ja: "`--terminated-pod-gc-threshold` に 0 より大きい値を設定してください。既定値は 12500 です。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.3.1" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0144" },
        Control { framework: "checkov", id: "CKV_K8S_106" },
        Control { framework: "trivy", id: "AVD-KCV-0033" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number above 0", ja: "0 より大きい値" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ControllerManager]) {
        if let Some(flag) = component.flag("terminated-pod-gc-threshold")
            && flag.value.parse::<i64>().is_ok_and(|count| count <= 0)
        {
            component.report(sink, flag, WANTED, Some("12500"));
        }
    }
}
