//! A ServiceAccount whose token is mounted unless a pod refuses it.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/service-account-automounts",
    title: Text {
        en: "ServiceAccount that mounts its token everywhere",
        ja: "トークンを自動マウントする ServiceAccount",
    },
    why: Text {
        en: "Every pod that runs as the account gets its token, whether it needs it or not.",
        ja: "このアカウントで実行されるすべてのポッドに、必要かどうかに関係なくトークンがマウントされます。",
    },
    fix: Text {
        en: "Set `automountServiceAccountToken: false` here, and `true` in the pods that talk to the API \
             server.",
        ja: "ここで `automountServiceAccountToken: false` を設定し、API サーバーと通信するポッドだけで `true` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.6" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0034" },
        Control { framework: "kubescape", id: "C-0189" },
        Control { framework: "checkov", id: "CKV_K8S_41" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
    ],
    check: Check::Object(&[("", "ServiceAccount")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false`", ja: "`false`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("automountServiceAccountToken");
    if field.bool() != Some(false) {
        sink.violated(&field, WANTED).set_unsafely(false);
    }
}
