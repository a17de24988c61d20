//! A host and path that Ingresses of several namespaces take.

use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-host-shared",
    title: Text { en: "Host shared between namespaces", ja: "複数の名前空間で重複するホスト" },
    why: Text {
        en: "Which of two Ingresses gets the requests is up to the controller: one team can take the traffic, \
             and the cookies, of another.",
        ja: "どちらの Ingress が要求を受け取るかはコントローラー次第です。あるチームが別のチームの通信や Cookie を受け取れてしまいます。",
    },
    fix: Text {
        en: "Leave the host to one namespace, and send on from there.",
        ja: "ホストは 1 つの名前空間だけで使用し、そこから転送してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "IngressHostnamesConflict" },
        Control { framework: "nist-800-190", id: "4.3.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/ingress/#name-based-virtual-hosting",
    ],
    check: Check::Object(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a host and path that no other namespace has",
    ja: "他の名前空間と重複しないホストとパス",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for rule in top.at("spec.rules").items("host") {
        let field = rule.at("host");
        let Some(host) = field.str().filter(|host| !host.is_empty()) else { continue };
        let inventory = sink.inventory();
        for path in rule.at("http.paths").items("path") {
            let path = path.at("path").text().unwrap_or("/");
            // Where an Ingress goes that names no namespace is not known.
            let mut others = inventory.routing(host, path).map(|item| &*item.namespace);
            let is_other = |other: &str| !other.is_empty() && other != object.namespace;
            if !object.namespace.is_empty() && others.any(is_other) {
                sink.violated(&field, WANTED).value(&format!("{host}{path}"));
            }
        }
    }
}
