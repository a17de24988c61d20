//! An image that holds a server for logging in from afar.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/ssh-server",
    title: Text {
        en: "Remote login server in the image", ja: "リモート ログイン サーバーを含むイメージ"
    },
    why: Text {
        en: "A second way in, with keys and passwords of its own, that no audit of the cluster sees and \
             that must be patched along with the application.",
        ja: "クラスターの監査に現れない、独自のキーやパスワードを持つもう 1 つの入口になります。アプリケーションと共にパッチを当て続ける必要もあります。",
    },
    fix: Text {
        en: "Remove the server, and use `kubectl exec` or an ephemeral container to look inside.",
        ja: "サーバーを削除し、コンテナー内部を調べるには `kubectl exec` またはエフェメラル コンテナーを使ってください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "cis-docker", id: "5.7" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "docker-bench", id: "4.3" }],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no such server", ja: "リモート ログイン サーバーがないこと" };

const SERVERS: [&str; 8] =
    ["sshd", "dropbear", "telnetd", "in.telnetd", "rshd", "in.rshd", "rlogind", "in.rlogind"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for program in image.programs().filter(|program| SERVERS.contains(&program.name())) {
        // Alpine's busybox may have the applet, which nobody starts.
        if !program.is_link_to("busybox") {
            sink.of_file(program, WANTED);
        }
    }
}
