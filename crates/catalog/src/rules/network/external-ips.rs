//! A Service that claims addresses outside the cluster.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::addresses::contains;
use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/external-ips",
    title: Text { en: "External IP claimed by a Service", ja: "Service での外部 IP の指定" },
    why: Text {
        en: "Whoever may write a Service can claim any address, and then gets what pods send there, such as \
             requests to another server (CVE-2020-8554).",
        ja: "Service を作成できる人は任意のアドレスを指定でき、他のサーバー宛ての要求など、ポッドがそのアドレスに送る通信を受け取れます (CVE-2020-8554)。",
    },
    fix: Text {
        en: "Use a Service of type `LoadBalancer`, or an Ingress. Addresses that are yours go into the \
             parameter `allowed`.",
        ja: "`LoadBalancer` 型の Service または Ingress を使用してください。自組織のアドレスはパラメーター `allowed` に指定できます。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "AllowedExternalIPs" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K07" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "Addresses, or ranges such as `192.0.2.0/24`, that Services may claim.",
            ja: "Service で指定できるアドレス、または `192.0.2.0/24` のような範囲。",
        },
        default: Preset::Texts(&[]),
    }],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0108" }],
    references: &[
        "https://kubernetes.io/docs/concepts/services-networking/service/#external-ips",
        "https://github.com/kubernetes/kubernetes/issues/97076",
    ],
    check: Check::Object(&[("", "Service")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "an allowed address, or none", ja: "許可されたアドレス、または指定なし" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let list = top.at("spec.externalIPs");
    for item in list.items("") {
        let Some(address) = item.str() else { continue };
        if !sink.texts("allowed").iter().any(|allowed| allowed == address || contains(allowed, address)) {
            sink.violated(&list, WANTED).value(address).item(&item).remove_unsafely();
        }
    }
}
