//! An image whose base is named without its digest.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, base_image};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/base-unpinned",
    title: Text {
        en: "Base image without a digest", ja: "ダイジェストのないベース イメージ"
    },
    why: Text {
        en: "A tag moves: nobody can tell later which base was built on, whether it had a known hole, or \
             build the same image again.",
        ja: "タグは移動します。どのベース イメージからビルドしたか、既知の脆弱性があったかを後から確認できず、同じイメージを再現できません。",
    },
    fix: Text {
        en: "Write the digest behind the tag in `FROM`, and give `org.opencontainers.image.base.digest`.",
        ja: "`FROM` のタグの後にダイジェストを記述し、`org.opencontainers.image.base.digest` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.2" },
        Control { framework: "nist-800-190", id: "4.1.5" },
    ],
    references: &[
        "https://github.com/opencontainers/image-spec/blob/main/annotations.md",
        "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "the digest of the base", ja: "ベース イメージのダイジェスト" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(name) = base_image::name(image).filter(|name| *name != "scratch") else { return };
    if !base_image::has_digest(image) {
        sink.of_config(base_image::field(image), WANTED).value(base_image::BASE_DIGEST).seen(name);
    }
}
