//! An image that offers a port for logging in from afar.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, port};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/port-login",
    title: Text {
        en: "Image offers a port for remote login",
        ja: "リモート ログイン用のポートを公開するイメージ",
    },
    why: Text {
        en: "A server for logging in is a second way into the container, with keys and passwords that \
             nobody in the cluster manages.",
        ja: "ログイン用のサーバーはコンテナーへのもう 1 つの入口になり、そのキーやパスワードはクラスターでは管理されません。",
    },
    fix: Text {
        en: "Remove the server and its `EXPOSE`; `kubectl exec` opens a shell under the rights of the \
             cluster.",
        ja: "サーバーと `EXPOSE` を削除してください。`kubectl exec` を使えば、クラスターの権限管理の下でシェルを開けます。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "5.7" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0004" }],
    references: &[
        "https://doi.org/10.6028/NIST.SP.800-190",
        "https://docs.docker.com/reference/dockerfile/#expose",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "no port of SSH, telnet, rsh, RDP or VNC",
    ja: "SSH、telnet、rsh、RDP、VNC のポートがないこと",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for port in &config.exposed_ports {
        let number = port.split('/').next().unwrap_or_default().parse::<u16>();
        if number.is_ok_and(port::is_for_login) {
            sink.of_config("config.ExposedPorts", WANTED).value(port);
        }
    }
}
