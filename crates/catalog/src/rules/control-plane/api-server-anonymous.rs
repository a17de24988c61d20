//! An API server that takes requests from anybody.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/api-server-anonymous",
    title: Text { en: "Anonymous requests to the API server", ja: "API サーバーへの匿名の要求" },
    why: Text {
        en: "Requests without a credential go on to authorization as `system:anonymous`; one careless \
             binding then opens the cluster to everyone who reaches it.",
        ja: "資格情報のない要求も `system:anonymous` として認可に進みます。不注意なバインドが 1 つあるだけで、到達できる全員にクラスターが開かれます。",
    },
    fix: Text {
        en: "Set `--anonymous-auth=false`, or allow single paths such as `/livez` with an \
             AuthenticationConfiguration, which health checks need.",
        ja: "`--anonymous-auth=false` を設定してください。正常性チェックに必要な場合は、AuthenticationConfiguration で `/livez` などのパスだけを許可してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.1" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0113" },
        Control { framework: "checkov", id: "CKV_K8S_68" },
        Control { framework: "trivy", id: "AVD-KCV-0001" },
    ],
    references: &["https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--anonymous-auth=false`", ja: "`--anonymous-auth=false`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        // The file says which paths are open.
        if component.flag("authentication-config").is_none() {
            component.require_bool(sink, "anonymous-auth", (false, true), WANTED);
        }
    }
}
