//! A distribution that soon gets no more security fixes.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text, end_of_life};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/distribution-ends-soon",
    title: Text {
        en: "Distribution soon at its end of life",
        ja: "間もなくサポートが終了するディストリビューション",
    },
    why: Text {
        en: "From that day on nobody repairs the holes in its packages, and moving to another release \
             takes time.",
        ja: "その日以降はパッケージの脆弱性が修正されません。別のリリースへの移行には時間がかかります。",
    },
    fix: Text {
        en: "Plan the move to a base image of a supported release.",
        ja: "サポート対象のリリースのベース イメージへの移行を計画してください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days before its end a release is reported.",
            ja: "終了日の何日前から報告するか。",
        },
        default: Preset::Number(90),
    }],
    references: &["https://endoflife.date/", "https://www.debian.org/releases/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a release that is supported for longer",
    ja: "より長くサポートされるリリース",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(ended) = image.distribution.and_then(end_of_life::of_distribution) else { return };
    if ended.is_within(sink.number("days"), image.today) {
        sink.of_image(WANTED).value(&ended.what).seen(&format!("{}: {}", ended.what, ended.day));
    }
}
