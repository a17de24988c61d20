//! An image that does not say what it was built on.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, base_image};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/base-unknown",
    title: Text {
        en: "Base image is not named", ja: "ベース イメージが記録されていないイメージ"
    },
    why: Text {
        en: "When a hole is found in a base, nobody can ask the registry which images stand on it.",
        ja: "ベース イメージに脆弱性が見つかったとき、それを使うイメージをレジストリから特定できません。",
    },
    fix: Text {
        en: "Set `org.opencontainers.image.base.name`, and beside it `.base.digest`, as a label or an \
             annotation.",
        ja: "`org.opencontainers.image.base.name` と `.base.digest` を、ラベルまたはアノテーションとして設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.2" },
        Control { framework: "nist-800-190", id: "4.1.5" },
    ],
    covers: &[Control { framework: "dockle", id: "CIS-DI-0002" }],
    references: &["https://github.com/opencontainers/image-spec/blob/main/annotations.md"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "`org.opencontainers.image.base.name`", ja: "`org.opencontainers.image.base.name` の設定" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    if image.config().is_some() && base_image::name(image).is_none() {
        sink.of_config("config.Labels", WANTED).value(base_image::BASE_NAME).seen("");
    }
}
