//! A registry that tells everybody what it has.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/catalog-public",
    title: Text {
        en: "Registry that lists its repositories to anybody",
        ja: "リポジトリの一覧を誰にでも見せるレジストリ",
    },
    why: Text {
        en: "The names tell an attacker what runs in the company, and where to look for old images.",
        ja: "名前から、社内で動いているものや、古いイメージの場所が攻撃者に知られます。",
    },
    fix: Text {
        en: "Demand credentials for the list of repositories.",
        ja: "リポジトリの一覧に資格情報を求めてください。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.3" }],
    references: &["https://distribution.github.io/distribution/spec/api/"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text { en: "credentials for the list", ja: "一覧に資格情報を求めること" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    match registry.lists_anonymously {
        Some(true) => {
            sink.of_registry(WANTED);
        }
        Some(false) => {}
        None => sink.unseen(NotObservable::NoRights),
    }
}
