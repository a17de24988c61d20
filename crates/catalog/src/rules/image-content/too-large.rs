//! An image that is larger than it should be.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/too-large",
    title: Text { en: "Image is too large", ja: "大きすぎるイメージ" },
    why: Text {
        en: "Each node that starts it must fetch and unpack it first, which delays scaling and recovery; \
             and what makes it large is mostly not needed to run.",
        ja: "起動するノードは取得と展開を済ませる必要があり、スケーリングや復旧が遅れます。大きさの原因の多くは実行に不要なものです。",
    },
    fix: Text {
        en: "Build in stages, copy only the result, and begin from a smaller base.",
        ja: "ステージに分けてビルドし、成果物だけをコピーし、小さいベース イメージを使ってください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    parameters: &[Parameter {
        name: "megabytes",
        about: Text {
            en: "How many megabytes (millions of bytes) all layers of an image may unpack to.",
            ja: "全レイヤーの展開後の合計サイズの上限 (メガバイト、100 万バイト単位)。",
        },
        default: Preset::Number(2_000),
    }],
    references: &["https://docs.docker.com/build/building/best-practices/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "as many megabytes as `megabytes` says, or fewer", ja: "`megabytes` 以下のサイズ" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let megabytes = image.bytes / 1_000_000;
    if i64::try_from(megabytes).unwrap_or(i64::MAX) > sink.number("megabytes") {
        sink.of_image(WANTED).seen(&format!("{megabytes} MB"));
    }
}
