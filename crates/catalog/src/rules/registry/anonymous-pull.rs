//! A repository that anybody may pull from.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text, is_like};

pub(crate) const RULE: Rule = Rule {
    id: "registry/anonymous-pull",
    title: Text {
        en: "Repository that anybody may pull from", ja: "誰でもプルできるリポジトリ"
    },
    why: Text {
        en: "Whoever reaches the registry reads the images, and with them the code, the configuration and the secrets that were left in them.",
        ja: "レジストリに到達できる人は誰でもイメージを読み取れます。含まれるコード、構成、消し忘れたシークレットも読み取られます。",
    },
    fix: Text {
        en: "Demand credentials for pulling, or name the repository in the parameter `public` where it is meant for everybody.",
        ja: "プルに資格情報を求めるか、公開が目的のリポジトリをパラメーター `public` に指定してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.3" }],
    parameters: &[Parameter {
        name: "public",
        about: Text {
            en: "Repositories that are meant for everybody; `*` stands for any text.",
            ja: "公開を目的とするリポジトリ。`*` は任意の文字列を表します。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://github.com/opencontainers/distribution-spec/blob/main/spec.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text { en: "credentials for pulling", ja: "プルに資格情報を求めること" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    let public = sink.texts("public");
    for repository in registry.repositories.iter().filter(|one| !is_like(public, &one.name)) {
        match repository.pulls_anonymously {
            Some(true) => {
                sink.of_repository(repository, WANTED);
            }
            Some(false) => {}
            None => sink.unseen_of(repository, NotObservable::NoRights),
        }
    }
}
