//! An image whose user is a name.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/user-not-numeric",
    title: Text {
        en: "User of the image is a name", ja: "ユーザーが名前で指定されたイメージ"
    },
    why: Text {
        en: "Kubernetes cannot tell from a name whether it is root: with `runAsNonRoot: true` and no \
             `runAsUser`, the container is refused.",
        ja: "Kubernetes は名前からは root かどうかを判断できません。`runAsNonRoot: true` で `runAsUser` がない場合、コンテナーの起動は拒否されます。",
    },
    fix: Text {
        en: "Write the number of the user: `USER 1000`.",
        ja: "ユーザーを番号で指定してください (`USER 1000`)。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.1" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
        "https://docs.docker.com/reference/dockerfile/",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a number", ja: "番号" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    // Windows knows names alone.
    if image.facts.platform.os == "windows" {
        return;
    }
    let user = config.user.split(':').next().unwrap_or_default().trim();
    let is_number = user.bytes().all(|byte| byte.is_ascii_digit());
    // Root is reported as root.
    let is_root = image.accounts.iter().any(|known| known.name == user && known.user == 0);
    if !is_number && user != "root" && !is_root {
        sink.of_config("config.User", WANTED).seen(&config.user);
    }
}
