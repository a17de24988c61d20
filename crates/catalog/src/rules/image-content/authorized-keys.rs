//! An image that holds keys which may log in.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/authorized-keys",
    title: Text {
        en: "Keys that may log in to the image", ja: "ログインを許可するキーを含むイメージ"
    },
    why: Text {
        en: "Whoever has the other half of such a key logs in to every container of the image where an SSH \
             server runs.",
        ja: "対応する秘密鍵を持つ者は、SSH サーバーが動作するこのイメージのすべてのコンテナーにログインできます。",
    },
    fix: Text {
        en: "Remove the file from the image; mount it where somebody must log in.",
        ja: "イメージからファイルを削除してください。ログインが必要な場合はマウントしてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "nist-800-190", id: "4.1.4" },
    ],
    references: &["https://attack.mitre.org/techniques/T1098/004/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no key that may log in", ja: "ログインを許可するキーがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let keys =
        image.files.iter().filter(|file| matches!(file.name(), "authorized_keys" | "authorized_keys2"));
    for file in keys.filter(|file| file.kind == SeenKind::File && file.size > 0) {
        sink.of_file(file, WANTED);
    }
}
