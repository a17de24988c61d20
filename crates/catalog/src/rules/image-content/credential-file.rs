//! A file of an image that tools keep credentials in.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/credential-file",
    title: Text { en: "Credential file in the image", ja: "資格情報ファイルを含むイメージ" },
    why: Text {
        en: "These files hold passwords and tokens of registries, clouds, clusters and databases; whoever \
             may pull the image has them.",
        ja: "これらのファイルには、レジストリ、クラウド、クラスター、データベースのパスワードやトークンが保存されます。イメージを取得できる人は誰でも入手できます。",
    },
    fix: Text {
        en: "Remove it, mount it in the build with `RUN --mount=type=secret`, and replace the credentials \
             in it.",
        ja: "削除し、ビルド時には `RUN --mount=type=secret` でマウントしてください。含まれていた資格情報は新しいものに交換してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.10" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0010" },
        Control { framework: "docker-bench", id: "4.10" },
    ],
    references: &[
        "https://docs.docker.com/build/building/secrets/",
        "https://doi.org/10.6028/NIST.SP.800-190",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no credential file", ja: "資格情報ファイルがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for file in image.files.iter().filter(|file| file.kind == SeenKind::File && file.size > 0) {
        let folder = file.path.rsplit('/').nth(1).unwrap_or_default();
        let is_one = match file.name() {
            ".netrc" | ".pgpass" | ".git-credentials" | ".pypirc" | ".dockercfg" | ".my.cnf" | ".s3cfg" => {
                true
            }
            "credentials" => folder == ".aws",
            "config.json" => folder == ".docker",
            "config" => folder == ".kube",
            _ => file.path.starts_with("run/secrets/"),
        };
        if is_one {
            sink.of_file(file, WANTED);
        }
    }
}
