//! A registry whose certificate is not trusted.

use sekimori_model::{Control, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text, Transport};

pub(crate) const RULE: Rule = Rule {
    id: "registry/certificate-not-trusted",
    title: Text {
        en: "Certificate of a registry that is not trusted",
        ja: "信頼されていないレジストリの証明書",
    },
    why: Text {
        en: "It has expired, is for another name, or nobody known has signed it. Clients are then told not to look at it, and anybody can pose as the registry.",
        ja: "期限切れ、別の名前のもの、または既知の認証局の署名がないものです。クライアントで検証を無効にすると、誰でもレジストリになりすませます。",
    },
    fix: Text {
        en: "Renew the certificate, or name the authority that signed it with --registry-ca.",
        ja: "証明書を更新するか、署名した認証局を --registry-ca で指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.1" }],
    references: &["https://distribution.github.io/distribution/about/insecure/"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text { en: "a certificate that is trusted", ja: "信頼された証明書" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    if let Transport::Untrusted(why) = &registry.transport {
        sink.of_registry(WANTED).seen(why);
    }
}
