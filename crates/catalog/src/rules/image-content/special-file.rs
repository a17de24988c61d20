//! A device, pipe or socket in an image.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/special-file",
    title: Text {
        en: "Device, pipe or socket in the image", ja: "デバイス、パイプ、ソケットを含むイメージ"
    },
    why: Text {
        en: "The runtime makes the devices that a container needs. One in a layer reaches hardware or \
             disks of the node where the device is allowed.",
        ja: "コンテナーに必要なデバイスはランタイムが作成します。レイヤー内のデバイスは、許可されているとノードのハードウェアやディスクにつながります。",
    },
    fix: Text {
        en: "Remove it from the build; a root file system that was made by hand should leave `/dev` empty.",
        ja: "ビルドから削除してください。手作業で作成したルート ファイル システムでは `/dev` を空にしてください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    references: &["https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-devices"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no device, pipe or socket", ja: "デバイス、パイプ、ソケットがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    // Bootstrappers leave these few, which are the same everywhere.
    const USUAL: [&str; 9] =
        ["console", "full", "null", "ptmx", "random", "tty", "urandom", "zero", "initctl"];
    let special = image.files.iter().filter(|file| file.kind == SeenKind::Special);
    for file in special.filter(|file| !(file.path.starts_with("dev/") && USUAL.contains(&file.name()))) {
        sink.of_file(file, WANTED);
    }
}
