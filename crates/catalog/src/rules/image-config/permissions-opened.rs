//! A step that lets everyone write.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/permissions-opened",
    title: Text { en: "Step lets everyone write", ja: "全員に書き込みを許可する手順" },
    why: Text {
        en: "Any process in the container can replace what lies there, programs and settings as well.",
        ja: "コンテナー内のどのプロセスも、プログラムや設定を含めてそこにあるものを差し替えられます。",
    },
    fix: Text {
        en: "Give the files to the user that must write: `COPY --chown`, or `chgrp` and `chmod g+w`.",
        ja: "書き込みが必要なユーザーを所有者にしてください (`COPY --chown`、または `chgrp` と `chmod g+w`)。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-732" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/732.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no right to write for everyone", ja: "全員の書き込み権限がないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    command.program() == "chmod"
        && command.arguments().iter().find(|word| !word.starts_with('-')).is_some_and(|mode| is_open(mode))
}

/// Whether a mode gives everyone the right to write, in numbers or in letters, without the sticky bit.
fn is_open(mode: &str) -> bool {
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return mode.len() >= 3 && bits & 0o002 != 0 && bits & 0o1000 == 0;
    }
    mode.split(',').any(|part| {
        let Some((who, rights)) = part.split_once(['+', '=']) else { return false };
        let is_who = who.bytes().all(|byte| b"ugoa".contains(&byte)) && who.contains(['o', 'a']);
        is_who && rights.contains('w') && !rights.contains('t')
    })
}
