//! A runtime that soon gets no more security fixes.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text, end_of_life, runtimes};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/runtime-ends-soon",
    title: Text {
        en: "Runtime soon at its end of life", ja: "間もなくサポートが終了するランタイム"
    },
    why: Text {
        en: "From that day on nobody repairs the holes in it, and moving an application to another version \
             takes time.",
        ja: "その日以降はランタイムの脆弱性が修正されません。アプリケーションを別のバージョンに移行するには時間がかかります。",
    },
    fix: Text {
        en: "Plan the move to a supported version.",
        ja: "サポート対象のバージョンへの移行を計画してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days before its end a version is reported.",
            ja: "終了日の何日前から報告するか。",
        },
        default: Preset::Number(90),
    }],
    references: &["https://endoflife.date/", "https://nodejs.org/en/about/previous-releases"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a version that is supported for longer",
    ja: "より長くサポートされるバージョン",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let days = sink.number("days");
    for runtime in runtimes::of(image) {
        let Some(ended) = end_of_life::of_runtime(runtime.kind, runtime.version) else { continue };
        if ended.is_within(days, image.today) {
            runtime.report(&ended, WANTED, sink);
        }
    }
}
