//! A step that adds a file from an address.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Instruction};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/remote-file-added",
    title: Text {
        en: "File added from an address", ja: "リモートの URL から追加されるファイル"
    },
    why: Text {
        en: "Whoever controls the server decides what is in the image, and nothing compares it with what \
             was there when it was reviewed.",
        ja: "サーバーを制御する者がイメージの内容を決められます。レビューしたときの内容と同じかどうかは確認されません。",
    },
    fix: Text {
        en: "Give `ADD --checksum=sha256:...`, or download with curl and compare the digest in the same \
             step.",
        ja: "`ADD --checksum=sha256:...` を指定するか、同じ手順の中で curl でダウンロードしてダイジェストを確認してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.9" },
        Control { framework: "cis-docker", id: "4.11" },
        Control { framework: "nist-800-190", id: "4.1.5" },
    ],
    covers: &[Control { framework: "docker-bench", id: "4.9" }],
    references: &["https://docs.docker.com/reference/dockerfile/#add"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a checksum", ja: "チェックサムの指定" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for step in build_steps::of(config).filter(|step| step.instruction == Instruction::Add) {
        let words = || step.text.split_whitespace();
        let is_address = |word: &str| word.starts_with("http://") || word.starts_with("https://");
        if words().any(is_address) && !words().any(|word| word.starts_with("--checksum=")) {
            sink.of_step(step.place, WANTED);
        }
    }
}
