//! An image that listens on a port below 1024.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, port};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/port-privileged",
    title: Text {
        en: "Image listens on a privileged port", ja: "特権ポートで待ち受けるイメージ"
    },
    why: Text {
        en: "Outside of runtimes that open these ports to everyone, only root or a capability may listen \
             there, so the image asks for more rights than it needs.",
        ja: "これらのポートを全ユーザーに開放していないランタイムでは、root またはケーパビリティがないと待ち受けできません。必要以上の権限を求めることになります。",
    },
    fix: Text {
        en: "Listen on a port from 1024, and let the Service map it.",
        ja: "1024 以上のポートで待ち受け、Service でマッピングしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cis-docker", id: "5.8" },
    ],
    references: &["https://docs.docker.com/reference/dockerfile/#expose"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a port from 1024", ja: "1024 以上のポート" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for port in &config.exposed_ports {
        let number = port.split('/').next().unwrap_or_default().parse::<u16>();
        if number.is_ok_and(|number| number < 1024 && !port::is_for_login(number)) {
            sink.of_config("config.ExposedPorts", WANTED).value(port);
        }
    }
}
