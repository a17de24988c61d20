//! An image that adds steps to the builds of others.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/on-build",
    title: Text { en: "Steps for the builds of others", ja: "他のビルドに追加される手順" },
    why: Text {
        en: "What `ONBUILD` says runs in every build that starts from this image, and does not stand in \
             the Dockerfile that people review.",
        ja: "`ONBUILD` の手順はこのイメージを使うすべてのビルドで実行されますが、レビュー対象の Dockerfile には現れません。",
    },
    fix: Text {
        en: "Write the steps into the Dockerfiles that need them, or into a stage that they copy from.",
        ja: "手順は必要な Dockerfile に直接記述するか、コピー元のステージに記述してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    references: &["https://docs.docker.com/reference/dockerfile/#onbuild"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no `ONBUILD`", ja: "`ONBUILD` がないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let steps = image.config().map_or(0, |config| config.on_build.len());
    if steps > 0 {
        sink.of_config("config.OnBuild", WANTED).seen(&steps.to_string());
    }
}
