//! A role that writes the address of load balancers into Services.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, is_system, report_powers};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/service-status-writable",
    title: Text {
        en: "Status of Services can be written", ja: "Service のステータスの書き込みの許可"
    },
    why: Text {
        en: "Nodes send what goes to the address in `status.loadBalancer` to the Service. Whoever writes another's \
             address there reads its traffic (CVE-2020-8554, which has no patch).",
        ja: "ノードは、`status.loadBalancer` のアドレスへの通信を Service に転送します。他者のアドレスを書き込まれると、その通信を傍受されます (CVE-2020-8554、修正プログラムなし)。",
    },
    fix: Text {
        en: "Remove the verbs; only the controller of load balancers needs them.",
        ja: "該当する動詞を削除してください。必要とするのはロード バランサーのコントローラーだけです。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "checkov", id: "CKV2_K8S_4" }],
    references: &[
        "https://www.cve.org/CVERecord?id=CVE-2020-8554",
        "https://github.com/kubernetes/kubernetes/issues/97076",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "no writing of `services/status`", ja: "`services/status` への書き込みなし" };

const POWERS: &[Power] = &[Power { group: "", resources: &["services/status"], verbs: &["update", "patch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if !is_system(object, top) {
        report_powers(top, sink, WANTED, POWERS);
    }
}
