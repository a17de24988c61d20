//! An image of too many layers.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/layers-too-many",
    title: Text { en: "Too many layers", ja: "レイヤーが多すぎるイメージ" },
    why: Text {
        en: "Each layer is a request when the image is pulled and a mount when it runs, and what one layer \
             deletes stays in those below.",
        ja: "レイヤーごとに、取得時のリクエストと実行時のマウントが必要です。また、あるレイヤーで削除したものは下のレイヤーに残ります。",
    },
    fix: Text {
        en: "Join steps that belong together, and copy only the result of a build stage.",
        ja: "関連する手順を 1 つにまとめ、ビルド ステージの成果物だけをコピーしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    parameters: &[Parameter {
        name: "most",
        about: Text {
            en: "How many layers an image may have.", ja: "イメージに許容するレイヤー数。"
        },
        default: Preset::Number(60),
    }],
    references: &["https://docs.docker.com/build/building/best-practices/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "as many layers as `most` says, or fewer", ja: "`most` 以下のレイヤー数" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let from_history =
        image.config().map_or(0, |config| config.history.iter().filter(|step| !step.is_empty_layer).count());
    let layers = image.facts.layers.len().max(from_history);
    if i64::try_from(layers).unwrap_or(i64::MAX) > sink.number("most") {
        sink.of_image(WANTED).seen(&layers.to_string());
    }
}
