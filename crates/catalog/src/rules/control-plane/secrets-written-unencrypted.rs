//! An encryption configuration that writes Secrets in clear text.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/secrets-written-unencrypted",
    title: Text { en: "Secrets written without encryption", ja: "Secret の暗号化なしの書き込み" },
    why: Text {
        en: "The first provider of a resource writes, the others only read. `identity` in the first place \
             writes clear text into etcd.",
        ja: "書き込みには先頭のプロバイダーだけが使われ、残りは読み取り用です。先頭が `identity` の場合、etcd には平文で書き込まれます。",
    },
    fix: Text {
        en: "Put `kms`, `secretbox` or `aesgcm` first and `identity` last, and write the existing Secrets \
             again.",
        ja: "`kms`、`secretbox`、`aesgcm` のいずれかを先頭に、`identity` を末尾に置き、既存の Secret を書き込み直してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.28" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0142" },
        Control { framework: "kubescape", id: "C-0066" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#understanding-the-encryption-at-rest-configuration",
    ],
    check: Check::Object(&[("apiserver.config.k8s.io", "EncryptionConfiguration")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a provider that encrypts in the first place",
    ja: "暗号化するプロバイダーを先頭に配置",
};

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let lists = top.at("resources");
    for rule in lists.items("resources") {
        // The first entry that has a resource decides.
        let has_secrets = rule
            .at("resources")
            .items("")
            .iter()
            .any(|one| matches!(one.text(), Some("secrets" | "*." | "*.*")));
        if !has_secrets {
            continue;
        }
        let providers = rule.at("providers");
        let first = providers.items("name");
        let writes_clear = first.first().is_some_and(|first| !first.entries("identity").is_empty());
        if writes_clear {
            sink.violated(&providers, WANTED).seen("identity");
        }
        return;
    }
    sink.violated(&lists, WANTED);
}
