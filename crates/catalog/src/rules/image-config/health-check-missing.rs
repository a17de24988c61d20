//! An image that nobody can ask whether it is well.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/health-check-missing",
    title: Text { en: "No health check in the image", ja: "ヘルスチェックのないイメージ" },
    why: Text {
        en: "Docker and Podman keep a container that hangs. Kubernetes does not read this field; there the \
             probes of the pod count.",
        ja: "Docker や Podman はハングしたコンテナーを動かし続けます。Kubernetes はこのフィールドを参照せず、ポッドのプローブを使います。",
    },
    fix: Text {
        en: "Add `HEALTHCHECK` where the image runs outside of Kubernetes too.",
        ja: "Kubernetes 以外でも実行するイメージでは `HEALTHCHECK` を追加してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.6" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0006" },
        Control { framework: "trivy", id: "AVD-DS-0026" },
        Control { framework: "docker-bench", id: "4.6" },
    ],
    references: &["https://docs.docker.com/reference/dockerfile/#healthcheck"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a command that tells whether the container is well",
    ja: "コンテナーの状態を確認するコマンド",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    let is_off = |test: &[String]| test.first().is_none_or(|first| first == "NONE");
    if config.health_check.as_ref().is_none_or(|check| is_off(&check.test)) {
        sink.of_config("config.Healthcheck", WANTED);
    }
}
