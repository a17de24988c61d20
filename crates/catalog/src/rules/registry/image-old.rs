//! A tag that still stands for an image of long ago.

use sekimori_model::{Confidence, Control, NotObservable, Persona, Role, Severity};

use crate::{Check, Parameter, Preset, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/image-old",
    title: Text {
        en: "Tag of an image that was built long ago",
        ja: "ビルドから長期間経過したイメージのタグ",
    },
    why: Text {
        en: "What has been repaired in its base and its packages since then is not in it, and whoever knows the tag may \
             still deploy it.",
        ja: "ビルド以降にベース イメージやパッケージに加えられた修正が含まれず、タグを知っていれば今でもデプロイできます。",
    },
    fix: Text {
        en: "Build it anew from a current base, or delete the tag where nothing runs it any more.",
        ja: "最新のベース イメージから再ビルドするか、使われていない場合はタグを削除してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.2" }],
    persona: Persona::Pedantic,
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days old an image may be.",
            ja: "イメージのビルドから何日まで許容するか。",
        },
        default: Preset::Number(365),
    }],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text {
    en: "a build of the last days that `days` says",
    ja: "`days` で指定した日数以内のビルド",
};

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    let most = sink.number("days");
    for repository in &registry.repositories {
        // Builds that can be repeated set the beginning of some epoch, which tells no age.
        let known = |day: &jiff::civil::Date| day.year() > 1980;
        for tag in &repository.tags {
            let Some(day) = tag.created.filter(known) else { continue };
            if i64::from((registry.today - day).get_days()) > most {
                sink.of_tag(repository, tag, WANTED).seen(&day.to_string());
            }
        }
        if repository.tags.iter().any(|tag| tag.created.is_none_or(|day| !known(&day))) {
            sink.unseen_of(repository, NotObservable::NoSensor);
        }
    }
}
