//! The history of a repository in an image.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/version-control-data",
    title: Text {
        en: "Repository history in the image", ja: "リポジトリの履歴を含むイメージ"
    },
    why: Text {
        en: "All that was ever committed is in it, also credentials that were taken out later, and the \
             address of the repository.",
        ja: "後から削除した資格情報やリポジトリのアドレスを含め、過去にコミットされたものがすべて含まれます。",
    },
    fix: Text {
        en: "List `.git` in `.dockerignore`, and copy only what the build needs.",
        ja: "`.dockerignore` に `.git` を追加し、ビルドに必要なものだけをコピーしてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "cwe", id: "CWE-527" },
    ],
    covers: &[Control { framework: "dockle", id: "DKL-LI-0003" }],
    references: &[
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://cwe.mitre.org/data/definitions/527.html",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "no data of a version control system",
    ja: "バージョン管理システムのデータがないこと",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let folders = image.files.iter().filter(|file| matches!(file.name(), ".git" | ".svn" | ".hg"));
    for folder in folders.filter(|file| file.kind == SeenKind::Directory) {
        sink.of_file(folder, WANTED);
    }
}
