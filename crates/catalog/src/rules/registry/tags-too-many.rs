//! A repository with more tags than anybody looks after.

use sekimori_model::{Control, NotObservable, Persona, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/tags-too-many",
    title: Text { en: "Repository with too many tags", ja: "タグの多すぎるリポジトリ" },
    why: Text {
        en: "Old images stay there with holes that are long known, and somebody may still deploy them.",
        ja: "既知の脆弱性を含む古いイメージが残り、デプロイされるおそれがあります。",
    },
    fix: Text {
        en: "Let the registry delete what is no longer used, by age or by number.",
        ja: "期間または個数を基準に、使用しないものをレジストリで削除してください。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.2" }],
    persona: Persona::Pedantic,
    parameters: &[Parameter {
        name: "most",
        about: Text {
            en: "Tags that one repository may have.", ja: "1 つのリポジトリに許されるタグの数。"
        },
        default: Preset::Number(200),
    }],
    references: &["https://github.com/opencontainers/distribution-spec/blob/main/spec.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text { en: "fewer tags", ja: "タグを減らすこと" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    let most = u64::try_from(sink.number("most")).unwrap_or(0);
    for repository in &registry.repositories {
        match repository.tag_count {
            Some(count) if count > most => {
                sink.of_repository(repository, WANTED).seen(&count.to_string());
            }
            Some(_) => {}
            None => sink.unseen_of(repository, NotObservable::NoRights),
        }
    }
}
