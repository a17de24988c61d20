//! The commands that somebody typed, in an image.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/history-file",
    title: Text { en: "Command history in the image", ja: "コマンド履歴を含むイメージ" },
    why: Text {
        en: "It tells what was typed while the image was made by hand: names of servers, and often \
             passwords.",
        ja: "イメージを手作業で作成したときに入力された内容が残っています。サーバー名や、多くの場合パスワードも含まれます。",
    },
    fix: Text {
        en: "Remove it, and build from a Dockerfile instead of a container that somebody worked in.",
        ja: "削除し、作業したコンテナーからではなく Dockerfile からビルドしてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "cwe", id: "CWE-538" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/538.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no history of commands", ja: "コマンド履歴がないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let is_history = |name: &str| name.starts_with('.') && name.ends_with("_history");
    for file in image.files.iter().filter(|file| is_history(file.name())) {
        if file.kind == SeenKind::File && file.size > 0 {
            sink.of_file(file, WANTED);
        }
    }
}
