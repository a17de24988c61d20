//! An image that holds sudo or its like.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/sudo",
    title: Text { en: "sudo in the image", ja: "sudo を含むイメージ" },
    why: Text {
        en: "It exists to make root of another user, and undoes what `USER` is for. Its own holes, such as \
             CVE-2021-3156, do so without any rule.",
        ja: "別のユーザーから root になるためのツールであり、`USER` を指定した意味がなくなります。CVE-2021-3156 のような sudo 自体の脆弱性があれば、設定なしでも root になれます。",
    },
    fix: Text {
        en: "Do what needs root in the build, start as the user that the application needs, and leave sudo \
             out.",
        ja: "root が必要な処理はビルド時に行い、アプリケーションに必要なユーザーで起動し、sudo は含めないでください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &[
        "https://nvd.nist.gov/vuln/detail/CVE-2021-3156",
        "https://doi.org/10.6028/NIST.SP.800-190",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no sudo, doas or pkexec", ja: "sudo、doas、pkexec がないこと" };

const PROGRAMS: [&str; 4] = ["doas", "pkexec", "sudo", "sudo-rs"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
