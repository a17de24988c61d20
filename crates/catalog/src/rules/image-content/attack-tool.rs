//! An image that holds tools made to attack.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/attack-tool",
    title: Text { en: "Attack tools in the image", ja: "攻撃ツールを含むイメージ" },
    why: Text {
        en: "Scanners, password guessers, miners and tools to break out have no place beside an \
             application. If nobody put them there, somebody else did.",
        ja: "スキャナー、パスワード推測ツール、マイナー、コンテナー脱出ツールはアプリケーションには不要です。入れた覚えがなければ、第三者が入れたものです。",
    },
    fix: Text {
        en: "Find the step that brought it, remove it, and if nobody can say why it is there, treat it as \
             an incident.",
        ja: "追加した手順を特定して削除してください。理由を説明できる人がいなければ、インシデントとして対応してください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://attack.mitre.org/techniques/T1496/", "https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no such tool", ja: "攻撃ツールがないこと" };

/// Names that other programs have as well, such as `hydra` and `cdk`, are left out.
const PROGRAMS: [&str; 24] = [
    "aircrack-ng",
    "amicontained",
    "bettercap",
    "cgminer",
    "cpuminer",
    "deepce",
    "ethminer",
    "ettercap",
    "hashcat",
    "john",
    "kube-hunter",
    "linpeas.sh",
    "masscan",
    "minerd",
    "msfconsole",
    "msfvenom",
    "nbminer",
    "nmap",
    "peirates",
    "sqlmap",
    "t-rex",
    "xmr-stak",
    "xmrig",
    "zmap",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
