//! A tag that stands for another image than before.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text, is_like};

pub(crate) const RULE: Rule = Rule {
    id: "registry/tag-moved",
    title: Text {
        en: "Tag that moved to another image", ja: "別のイメージを指すようになったタグ"
    },
    why: Text {
        en: "The same name gives another image than the one that was tested. Nobody can say what runs where, and an attacker who may push replaces what all pull.",
        ja: "同じ名前で、テストしたものとは別のイメージが取得されます。何がどこで動いているか分からなくなり、プッシュできる攻撃者は全員が取得するイメージを差し替えられます。",
    },
    fix: Text {
        en: "Make tags immutable in the registry, give each build a tag of its own, and pull by digest.",
        ja: "レジストリでタグを変更不可にし、ビルドごとに固有のタグを付け、ダイジェストでプルしてください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.2" }],
    parameters: &[Parameter {
        name: "moving",
        about: Text {
            en: "Tags that are meant to move; `*` stands for any text.",
            ja: "移動することを前提としたタグ。`*` は任意の文字列を表します。",
        },
        default: Preset::Texts(&["latest", "main", "master", "edge", "nightly"]),
    }],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text =
    Text { en: "the digest of the earlier run", ja: "以前の実行時と同じダイジェスト" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    if !registry.is_compared {
        sink.unseen(NotObservable::NoSensor);
        return;
    }
    let moving = sink.texts("moving");
    for repository in &registry.repositories {
        for tag in repository.tags.iter().filter(|tag| !is_like(moving, &tag.name)) {
            if let Some(before) = tag.before.as_ref().filter(|before| **before != tag.digest) {
                sink.of_tag(repository, tag, WANTED).seen(&format!("{before} -> {}", tag.digest));
            }
        }
    }
}
