//! An image whose working directory depends on where it begins.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/working-dir-relative",
    title: Text {
        en: "Working directory is not absolute", ja: "絶対パスでない作業ディレクトリ"
    },
    why: Text {
        en: "Where it lies depends on the base; after a change there the application runs, and writes, \
             somewhere else.",
        ja: "実際の場所はベース イメージに依存します。ベースが変わると、アプリケーションは別の場所で実行され、書き込みを行います。",
    },
    fix: Text {
        en: "Write the whole path: `WORKDIR /srv`.",
        ja: "完全なパスを記述してください (`WORKDIR /srv`)。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0009" }],
    references: &["https://docs.docker.com/build/building/best-practices/#workdir"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "an absolute path", ja: "絶対パス" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    let folder = config.working_dir.as_str();
    // Images of Windows have letters of drives.
    if !folder.is_empty() && !folder.starts_with('/') && image.facts.platform.os != "windows" {
        sink.of_config("config.WorkingDir", WANTED).seen(folder);
    }
}
