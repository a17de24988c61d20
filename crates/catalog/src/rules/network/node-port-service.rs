//! A Service that opens a port on every node.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/node-port-service",
    title: Text { en: "Service of type NodePort", ja: "NodePort 型の Service" },
    why: Text {
        en: "The port is open on all addresses of all nodes, past the rules of the Ingress, and is easily \
             forgotten in the firewall.",
        ja: "すべてのノードのすべてのアドレスでポートが開き、Ingress のルールを通らず、ファイアウォールの設定でも見落とされがちです。",
    },
    fix: Text {
        en: "Use `ClusterIP` behind an Ingress or a Gateway, or `LoadBalancer`.",
        ja: "Ingress または Gateway の背後で `ClusterIP` を使用するか、`LoadBalancer` を使用してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "service-type" },
        Control { framework: "kube-linter", id: "exposed-services" },
        Control { framework: "kubescape", id: "C-0256" },
    ],
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`ClusterIP` or `LoadBalancer`", ja: "`ClusterIP` または `LoadBalancer`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.type");
    if field.str() == Some("NodePort") {
        sink.violated(&field, WANTED);
    }
}
