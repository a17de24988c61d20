//! A shell, interpreter or file tool that runs as its owner, whoever calls it.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, setuid};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/setuid-interpreter",
    title: Text {
        en: "Setuid program that can run anything", ja: "何でも実行できる setuid プログラム"
    },
    why: Text {
        en: "Anybody in the container is root through it at once: it runs commands, or writes files, as \
             its owner.",
        ja: "コンテナー内の誰でも、これを通じて直ちに root になれます。所有者の権限でコマンドの実行やファイルの書き込みができるためです。",
    },
    fix: Text {
        en: "Take the bit away: `chmod u-s`. If no step of the build set it, treat it as an incident.",
        ja: "`chmod u-s` でビットを外してください。ビルドの手順で設定したものでなければ、インシデントとして対応してください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "cis-docker", id: "4.8" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0008" },
        Control { framework: "docker-bench", id: "4.8" },
    ],
    references: &[
        "https://man7.org/linux/man-pages/man2/execve.2.html",
        "https://doi.org/10.6028/NIST.SP.800-190",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no setuid or setgid bit", ja: "setuid および setgid ビットがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for file in setuid::files(image).filter(|file| setuid::runs_anything(file.name())) {
        sink.of_file(file, WANTED).seen(&setuid::mode(file));
    }
}
