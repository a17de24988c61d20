//! An image that is stopped by killing it.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/stop-signal-kill",
    title: Text { en: "Image is stopped by SIGKILL", ja: "SIGKILL で停止されるイメージ" },
    why: Text {
        en: "The application gets no chance to finish requests, to flush what it holds or to release its \
             locks.",
        ja: "アプリケーションは処理中のリクエストの完了、データの書き出し、ロックの解放を行えません。",
    },
    fix: Text {
        en: "Name the signal that the application ends on, such as `STOPSIGNAL SIGTERM`, or leave it out.",
        ja: "アプリケーションが終了処理を行うシグナル (`STOPSIGNAL SIGTERM` など) を指定するか、指定を削除してください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    references: &["https://docs.docker.com/reference/dockerfile/#stopsignal"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a signal that the application can handle",
    ja: "アプリケーションが処理できるシグナル",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    let signal = config.stop_signal.to_ascii_uppercase();
    if matches!(signal.as_str(), "SIGKILL" | "KILL" | "9" | "SIGSTOP" | "STOP" | "19") {
        sink.of_config("config.StopSignal", WANTED).seen(&config.stop_signal);
    }
}
