//! An image whose command is started by a shell.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/shell-form",
    title: Text {
        en: "Command of the image is started by a shell", ja: "シェル経由で起動されるイメージ"
    },
    why: Text {
        en: "The shell is process 1 and does not hand signals on, so the application is killed instead of \
             stopped; and the image cannot do without a shell.",
        ja: "シェルがプロセス 1 になりシグナルを転送しないため、アプリケーションは正常に停止されず強制終了されます。また、イメージからシェルを取り除けません。",
    },
    fix: Text {
        en: "Write the command as a JSON array: `ENTRYPOINT [\"/srv/web\", \"--port\", \"8080\"]`, or \
             begin it with `exec`.",
        ja: "コマンドを JSON 配列で記述するか (`ENTRYPOINT [\"/srv/web\", \"--port\", \"8080\"]`)、先頭に `exec` を付けてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    references: &["https://docs.docker.com/reference/dockerfile/#shell-and-exec-form"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a command without a shell", ja: "シェルを使わないコマンド" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    // The command is but an argument where there is an entrypoint.
    let (field, words) = if config.entrypoint.is_empty() {
        ("config.Cmd", &config.command)
    } else {
        ("config.Entrypoint", &config.entrypoint)
    };
    let [shell, flag, script, ..] = words.as_slice() else { return };
    let is_shell =
        shell.starts_with('/') && shell.ends_with("sh") && flag.starts_with('-') && flag.ends_with('c');
    if is_shell && !script.trim_start().starts_with("exec ") {
        sink.of_config(field, WANTED);
    }
}
