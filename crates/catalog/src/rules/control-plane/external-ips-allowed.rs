//! An API server that lets Services take any address.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/external-ips-allowed",
    title: Text { en: "External IPs of Services allowed", ja: "Service の外部 IP の許可" },
    why: Text {
        en: "Whoever may write Services claims an address with `externalIPs` and gets the traffic that pods \
             send to it (CVE-2020-8554).",
        ja: "Service を書き込める人は、`externalIPs` に任意のアドレスを指定して、ポッドからそのアドレスへの通信を横取りできます (CVE-2020-8554)。",
    },
    fix: Text {
        en: "Add `DenyServiceExternalIPs` to `--enable-admission-plugins`, or have an admission policy check \
             the field.",
        ja: "`--enable-admission-plugins` に `DenyServiceExternalIPs` を追加するか、アドミッション ポリシーでこのフィールドを検査してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.3" },
        Control { framework: "nist-800-190", id: "4.3.3" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0283" },
        Control { framework: "kubescape", id: "C-0115" },
        Control { framework: "trivy", id: "AVD-KCV-0003" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`DenyServiceExternalIPs` in the list",
    ja: "リストに `DenyServiceExternalIPs` を追加",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_element(sink, "enable-admission-plugins", "DenyServiceExternalIPs", WANTED);
    }
}
