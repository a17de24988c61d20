//! An image that is run as root.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/user-root",
    title: Text { en: "Image runs as root", ja: "root で実行されるイメージ" },
    why: Text {
        en: "Whoever breaks into the process is root in the container: every file of the image can be \
             changed, tools installed, and a hole in the kernel or the runtime leads to the node.",
        ja: "プロセスに侵入した攻撃者はコンテナー内で root になります。イメージ内のファイルの変更やツールのインストールが可能になり、カーネルやランタイムの脆弱性を突かれるとノードにも到達されます。",
    },
    fix: Text {
        en: "End the Dockerfile with `USER` and a number other than 0, and give that user what it must \
             write to.",
        ja: "Dockerfile の最後で `USER` に 0 以外の番号を指定し、書き込みが必要な場所の権限をそのユーザーに与えてください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.1" },
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0001" },
        Control { framework: "trivy", id: "AVD-DS-0002" },
        Control { framework: "docker-bench", id: "4.1" },
    ],
    references: &[
        "https://docs.docker.com/build/building/best-practices/",
        "https://docs.docker.com/reference/dockerfile/#user",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "a user other than root, by its number", ja: "root 以外のユーザー (番号で指定)" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    // Without a user, Windows takes one without rights.
    if image.facts.platform.os == "windows" {
        return;
    }
    let user = config.user.split(':').next().unwrap_or_default().trim();
    // Another name can stand for the same number.
    let is_named_root = |name: &str| image.accounts.iter().any(|known| known.name == name && known.user == 0);
    let is_zero = user.parse::<i64>() == Ok(0);
    if user.is_empty() || user == "root" || is_zero || is_named_root(user) {
        let violation = sink.of_config("config.User", WANTED);
        if !config.user.is_empty() {
            violation.seen(&config.user);
        }
    }
}
