//! An API server that takes any number of events.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/event-rate-unlimited",
    title: Text { en: "Rate of events not limited", ja: "イベント数の制限なし" },
    why: Text {
        en: "A faulty or hostile program fills etcd and the API server with events until other requests \
             suffer.",
        ja: "不具合や悪意のあるプログラムが大量のイベントを送ると、etcd と API サーバーに負荷がかかり、他の要求に影響します。",
    },
    fix: Text {
        en: "Add `EventRateLimit` to `--enable-admission-plugins`, with limits in the admission \
             configuration.",
        ja: "`--enable-admission-plugins` に `EventRateLimit` を追加し、アドミッション構成で上限を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.9" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0121" },
        Control { framework: "checkov", id: "CKV_K8S_78" },
        Control { framework: "trivy", id: "AVD-KCV-0010" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#eventratelimit",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`EventRateLimit` in the list", ja: "リストに `EventRateLimit` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_element(sink, "enable-admission-plugins", "EventRateLimit", WANTED);
    }
}
