//! An image that loads a library into every program by a file.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/preload-file",
    title: Text {
        en: "Library loaded by /etc/ld.so.preload",
        ja: "/etc/ld.so.preload で読み込まれるライブラリ",
    },
    why: Text {
        en: "Every program of the container loads what stands there, setuid ones too. It is the usual way \
             in which rootkits hide.",
        ja: "setuid のものを含むコンテナーのすべてのプログラムが、そこに書かれたライブラリを読み込みます。ルートキットが潜む典型的な方法です。",
    },
    fix: Text {
        en: "Remove the file. If no step of the build made it, treat it as an incident.",
        ja: "ファイルを削除してください。ビルドの手順で作成したものでなければ、インシデントとして対応してください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &[
        "https://attack.mitre.org/techniques/T1574/006/",
        "https://man7.org/linux/man-pages/man8/ld.so.8.html",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no such file", ja: "ファイルがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    if let Some(file) = image.file("etc/ld.so.preload").filter(|file| file.size > 0) {
        sink.of_file(file, WANTED);
    }
}
