//! A Service that a load balancer offers to the Internet.

use sekimori_model::{Confidence, Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::addresses::is_everything;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/load-balancer-public",
    title: Text {
        en: "Load balancer open to the Internet",
        ja: "インターネットに公開されるロード バランサー",
    },
    why: Text {
        en: "Cloud providers give a Service of type `LoadBalancer` a public address unless they are told \
             otherwise, so everybody can try its ports.",
        ja: "クラウド プロバイダーは、指定がない限り `LoadBalancer` 型の Service にパブリック アドレスを割り当てるため、誰でもポートへの接続を試みることができます。",
    },
    fix: Text {
        en: "Add the provider's annotation for an internal load balancer, or list in \
             `loadBalancerSourceRanges` who may connect.",
        ja: "プロバイダーの内部ロード バランサー用の注釈を追加するか、接続を許可する範囲を `loadBalancerSourceRanges` に指定してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "LoadbalancerNoPublicIPs" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.4.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "exposed-services" },
        Control { framework: "kubescape", id: "C-0256" },
    ],
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer"],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "an internal load balancer, or source ranges",
    ja: "内部ロード バランサー、または接続元の範囲の指定",
};

/// Annotations that keep a load balancer inside, and the value that says so.
///
/// # Source
/// Kubernetes, "Service: internal load balancer", and the pages of the providers that it names.
const INTERNAL: [(&str, &[&str]); 14] = [
    ("service.beta.kubernetes.io/azure-load-balancer-internal", &["true"]),
    ("service.beta.kubernetes.io/aws-load-balancer-internal", &["true", "0.0.0.0/0"]),
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", &["internal"]),
    ("networking.gke.io/load-balancer-type", &["internal"]),
    ("cloud.google.com/load-balancer-type", &["internal"]),
    ("service.beta.kubernetes.io/openstack-internal-load-balancer", &["true"]),
    ("service.beta.kubernetes.io/oci-load-balancer-internal", &["true"]),
    ("oci-network-load-balancer.oraclecloud.com/internal", &["true"]),
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type", &["intranet"]),
    ("service.beta.kubernetes.io/cce-load-balancer-internal-vpc", &["true"]),
    ("service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type", &["private"]),
    ("service.beta.kubernetes.io/do-loadbalancer-network", &["internal"]),
    ("load-balancer.hetzner.cloud/disable-public-network", &["true"]),
    ("service.kubernetes.io/qcloud-loadbalancer-internal-subnetid", &[]),
];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.type");
    // A class chooses a controller of one's own, whose annotations are not known.
    if field.str() != Some("LoadBalancer") || top.at("spec.loadBalancerClass").is_present() {
        return;
    }
    let annotations = top.at("metadata.annotations");
    let is_internal = INTERNAL.iter().any(|(name, values)| {
        let said = annotations.key(name).text();
        said.is_some_and(|said| values.is_empty() || values.iter().any(|v| said.eq_ignore_ascii_case(v)))
    });
    let ranges = top.at("spec.loadBalancerSourceRanges").items("");
    let is_narrow = !ranges.is_empty()
        && !ranges.iter().any(|range| range.text().is_none_or(|r| is_everything(r.trim())));
    if !is_internal && !is_narrow {
        sink.violated(&field, WANTED);
    }
}
