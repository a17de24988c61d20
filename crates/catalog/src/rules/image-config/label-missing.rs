//! An image without the labels that say where it comes from.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text, base_image};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/label-missing",
    title: Text { en: "Label missing from the image", ja: "ラベルのないイメージ" },
    why: Text {
        en: "Whoever finds the image in a cluster cannot tell which source and which version it was built \
             from, or whom to ask.",
        ja: "クラスターでこのイメージを見つけても、どのソースのどのバージョンからビルドされたか、誰に問い合わせればよいかが分かりません。",
    },
    fix: Text {
        en: "Give the labels when you build, for example with `--label` or the metadata action of your \
             pipeline.",
        ja: "ビルド時に `--label` やパイプラインのメタデータ機能でラベルを付けてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "nist-800-190", id: "4.2.2" },
    ],
    parameters: &[Parameter {
        name: "required",
        about: Text {
            en: "Labels or annotations that each image must have.",
            ja: "各イメージに必要なラベルまたはアノテーション。",
        },
        default: Preset::Texts(&[
            "org.opencontainers.image.revision",
            "org.opencontainers.image.source",
            "org.opencontainers.image.version",
        ]),
    }],
    references: &["https://github.com/opencontainers/image-spec/blob/main/annotations.md"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "the label", ja: "ラベルの設定" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    if image.config().is_none() {
        return;
    }
    for name in sink.texts("required") {
        if base_image::label(image, name).is_none() {
            sink.of_config("config.Labels", WANTED).value(name);
        }
    }
}
