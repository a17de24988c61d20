//! A file of an image that only its build needs.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/build-file",
    title: Text { en: "Build files in the image", ja: "ビルド用ファイルを含むイメージ" },
    why: Text {
        en: "The application does not read it; it tells how the image was made and what else the folder \
             held that was copied whole.",
        ja: "アプリケーションには不要です。イメージの作成方法や、丸ごとコピーされたフォルダーの内容を明かします。",
    },
    fix: Text {
        en: "List it in `.dockerignore`, or copy only what the application needs.",
        ja: "`.dockerignore` に追加するか、アプリケーションに必要なものだけをコピーしてください。",
    },
    severity: Severity::Info,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "dockle", id: "DKL-LI-0003" }],
    references: &["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no file of the build", ja: "ビルド用ファイルがないこと" };

/// What lies here came with a library.
const LIBRARIES: [&str; 5] = ["node_modules/", "site-packages/", "/gems/", "vendor/", "usr/"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let is_one = |name: &str| {
        matches!(
            name,
            "Dockerfile"
                | "Containerfile"
                | ".dockerignore"
                | "docker-compose.yml"
                | "docker-compose.yaml"
                | "compose.yml"
                | "compose.yaml"
        ) || name.starts_with("Dockerfile.")
    };
    for file in image.files.iter().filter(|file| file.kind == SeenKind::File && is_one(file.name())) {
        if !LIBRARIES.iter().any(|folder| file.path.contains(folder)) {
            sink.of_file(file, WANTED);
        }
    }
}
