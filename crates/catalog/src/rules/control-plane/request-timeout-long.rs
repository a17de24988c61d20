//! An API server that keeps requests open for long.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::duration::seconds;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/request-timeout-long",
    title: Text { en: "Long request timeout", ja: "長すぎる要求のタイムアウト" },
    why: Text {
        en: "Slow clients then hold connections of the API server for as long, and few of them are enough to \
             block it.",
        ja: "低速なクライアントがその間 API サーバーの接続を占有し、少数のクライアントでもサービスを妨害できます。",
    },
    fix: Text {
        en: "Remove the flag; the default is 60 seconds.",
        ja: "フラグを削除してください。既定値は 60 秒です。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.20" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0134" },
        Control { framework: "checkov", id: "CKV_K8S_95" },
    ],
    references: &["https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "at most 5 minutes", ja: "5 分以下" };

/// Five minutes: five times the default, for clusters with slow links.
const MAX_SECONDS: u64 = 300;

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        if let Some(flag) = component.flag("request-timeout")
            && seconds(flag.value).is_some_and(|seconds| seconds == 0 || seconds > MAX_SECONDS)
        {
            component.report(sink, flag, WANTED, Some("1m0s"));
        }
    }
}
