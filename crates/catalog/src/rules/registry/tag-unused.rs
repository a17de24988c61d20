//! A tag that nobody pulls any more.

use sekimori_model::{Control, NotObservable, Persona, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/tag-unused",
    title: Text { en: "Tag that nobody pulls any more", ja: "プルされなくなったタグ" },
    why: Text {
        en: "What nobody needs is not looked after, but can still be deployed. The interface of registries does not tell who \
             pulled when, so that this is seen in the registry's own log or console alone.",
        ja: "不要なイメージは手入れされないまま、デプロイできる状態で残ります。レジストリの API はプルの記録を返さないため、レジストリ自身のログやコンソールで確認してください。",
    },
    fix: Text {
        en: "Let the registry delete what was not pulled for long.",
        ja: "長期間プルされていないものを、レジストリで自動的に削除してください。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.2" }],
    persona: Persona::Pedantic,
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days ago a tag may have been pulled last.",
            ja: "タグが最後にプルされてから何日まで許容するか。",
        },
        default: Preset::Number(180),
    }],
    references: &["https://github.com/opencontainers/distribution-spec/blob/main/spec.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text =
    Text { en: "a pull within the days that `days` says", ja: "`days` で指定した日数以内のプル" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    let most = sink.number("days");
    let mut is_told = true;
    for repository in &registry.repositories {
        for tag in &repository.tags {
            let Some(day) = tag.last_pulled else {
                is_told = false;
                continue;
            };
            if i64::from((registry.today - day).get_days()) > most {
                sink.of_tag(repository, tag, WANTED).seen(&day.to_string());
            }
        }
    }
    // Said once: it is so of all of them.
    if !is_told {
        sink.unseen(NotObservable::NoSensor);
    }
}
