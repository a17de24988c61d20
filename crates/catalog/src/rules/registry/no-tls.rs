//! A registry that is reached without TLS.

use sekimori_model::{Control, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text, Transport};

pub(crate) const RULE: Rule = Rule {
    id: "registry/no-tls",
    title: Text { en: "Registry without TLS", ja: "TLS を使用しないレジストリ" },
    why: Text {
        en: "Whoever sits on the way reads passwords and tokens, and replaces images by others.",
        ja: "通信経路上の攻撃者が、パスワードやトークンを読み取り、イメージを差し替えることができます。",
    },
    fix: Text {
        en: "Give the registry a certificate, and let nothing answer without TLS.",
        ja: "レジストリに証明書を設定し、TLS なしの接続には応答しないようにしてください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.1" }],
    references: &["https://distribution.github.io/distribution/about/deploying/"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text { en: "a connection over TLS", ja: "TLS による接続" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    if registry.transport == Transport::Plain {
        sink.of_registry(WANTED).seen("http");
    }
}
