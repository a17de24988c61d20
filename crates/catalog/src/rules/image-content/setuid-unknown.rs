//! A program that runs as its owner and is none of the distribution's usual ones.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, setuid};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/setuid-unknown",
    title: Text {
        en: "Unusual setuid or setgid program",
        ja: "通常とは異なる setuid または setgid プログラム",
    },
    why: Text {
        en: "It runs with the rights of its owner, whoever calls it: one fault in it makes root of any \
             user in the container.",
        ja: "誰が呼び出しても所有者の権限で動作します。欠陥が 1 つあれば、コンテナー内のどのユーザーも root になれます。",
    },
    fix: Text {
        en: "Take the bit away with `chmod a-s`, or give the one capability that it needs with `setcap`.",
        ja: "`chmod a-s` でビットを外すか、必要なケーパビリティだけを `setcap` で与えてください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.8" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0008" },
        Control { framework: "docker-bench", id: "4.8" },
    ],
    references: &[
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
        "https://doi.org/10.6028/NIST.SP.800-190",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no setuid or setgid bit", ja: "setuid および setgid ビットがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for file in setuid::files(image) {
        if !setuid::is_usual(&file.path) && !setuid::is_told_elsewhere(file.name()) {
            sink.of_file(file, WANTED).seen(&setuid::mode(file));
        }
    }
}
