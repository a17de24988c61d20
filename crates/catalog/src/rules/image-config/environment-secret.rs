//! A credential in the environment of an image.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/environment-secret",
    title: Text {
        en: "Credential in the environment of the image", ja: "環境変数に資格情報を含むイメージ"
    },
    why: Text {
        en: "Whoever may pull the image reads it, and every process and crash report in the container has \
             it. It stays in the registry after it is removed from the next build.",
        ja: "イメージを取得できる人は誰でも読み取れ、コンテナー内のすべてのプロセスやクラッシュ レポートにも含まれます。次のビルドで削除しても、レジストリには残ります。",
    },
    fix: Text {
        en: "Take it out of the Dockerfile, give it at run time from a Secret, and replace the credential \
             with a new one.",
        ja: "Dockerfile から削除し、実行時に Secret から渡してください。資格情報は新しいものに交換してください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.10" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0010" },
        Control { framework: "trivy", id: "AVD-DS-0031" },
        Control { framework: "docker-bench", id: "4.10" },
    ],
    references: &[
        "https://docs.docker.com/build/building/secrets/",
        "https://doi.org/10.6028/NIST.SP.800-190",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no credential", ja: "資格情報を含まないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for (name, value) in image.config().into_iter().flat_map(|config| &config.env) {
        let is_named = secret_words::names_secret(name) && secret_words::is_literal(value);
        if is_named || secret_words::has_credential(value) {
            // The name alone: the value is what must not be shown.
            sink.of_config("config.Env", WANTED).value(name);
        }
    }
}
