//! A program of the control plane that shows its insides.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/profiling-enabled",
    title: Text { en: "Profiling enabled", ja: "プロファイリングの有効化" },
    why: Text {
        en: "The profiling endpoint tells how the program works inside, and collecting a profile costs it \
             time.",
        ja: "プロファイリングのエンドポイントからはプログラムの内部の様子が分かり、プロファイルの取得には負荷もかかります。",
    },
    fix: Text { en: "Set `--profiling=false`.", ja: "`--profiling=false` を設定してください。" },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.15" },
        Control { framework: "cis-kubernetes-1.12", id: "1.3.2" },
        Control { framework: "cis-kubernetes-1.12", id: "1.4.1" },
        Control { framework: "nist-800-190", id: "4.5.1" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0129" },
        Control { framework: "kubescape", id: "C-0145" },
        Control { framework: "kubescape", id: "C-0151" },
        Control { framework: "checkov", id: "CKV_K8S_90" },
        Control { framework: "checkov", id: "CKV_K8S_107" },
        Control { framework: "checkov", id: "CKV_K8S_114" },
        Control { framework: "trivy", id: "AVD-KCV-0018" },
        Control { framework: "trivy", id: "AVD-KCV-0034" },
        Control { framework: "trivy", id: "AVD-KCV-0040" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--profiling=false`", ja: "`--profiling=false`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in
        components(object, top, &[Program::ApiServer, Program::ControllerManager, Program::Scheduler])
    {
        component.require_bool(sink, "profiling", (false, true), WANTED);
    }
}
