//! A kube-proxy whose metrics anybody reads.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{Program, components, is_loopback};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/proxy-metrics-exposed",
    title: Text { en: "Metrics of kube-proxy exposed", ja: "kube-proxy のメトリックの公開" },
    why: Text {
        en: "The port has no login, and tells of the Services and the traffic of the node.",
        ja: "このポートには認証がなく、ノードの Service や通信の状況が分かります。",
    },
    fix: Text {
        en: "Set `metricsBindAddress: 127.0.0.1:10249`, and collect the metrics by an agent on the node.",
        ja: "`metricsBindAddress: 127.0.0.1:10249` を設定し、メトリックはノード上のエージェントで収集してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.3.1" },
        Control { framework: "nist-800-190", id: "4.5.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0291" }],
    references: &["https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/"],
    check: Check::Object(PROXY_KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`127.0.0.1:10249`", ja: "`127.0.0.1:10249`" };

const PROXY_KINDS: &[(&str, &str)] =
    &[("kubeproxy.config.k8s.io", "KubeProxyConfiguration"), ("apps", "DaemonSet"), ("", "Pod")];

fn is_exposed(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    !address.is_empty() && !is_loopback(host)
}

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("metricsBindAddress");
    if object.kind == "KubeProxyConfiguration" && field.text().is_some_and(is_exposed) {
        sink.violated(&field, WANTED).set_unsafely("127.0.0.1:10249");
    }
    for component in components(object, top, &[Program::Proxy]) {
        if let Some(flag) = component.flag("metrics-bind-address").filter(|flag| is_exposed(flag.value)) {
            component.report(sink, flag, WANTED, Some("127.0.0.1:10249"));
        }
    }
}
