//! An image that makes a volume of a folder of the system.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/volume-sensitive",
    title: Text {
        en: "Volume over a folder of the system", ja: "システムのフォルダーに対するボリューム"
    },
    why: Text {
        en: "Docker puts a new volume there that outlives updates of the image: old programs and settings \
             stay in use, and what other containers mount is shared.",
        ja: "Docker はそこに新しいボリュームを作成し、イメージを更新しても残ります。古いプログラムや設定が使われ続け、他のコンテナーがマウントすれば共有されます。",
    },
    fix: Text {
        en: "Declare volumes for data alone, such as `/var/lib/app`.",
        ja: "ボリュームは `/var/lib/app` のようなデータ用のフォルダーに限定してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cis-docker", id: "5.6" },
    ],
    covers: &[Control { framework: "dockle", id: "DKL-DI-0002" }],
    references: &["https://docs.docker.com/reference/dockerfile/#volume"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a folder for data", ja: "データ用のフォルダー" };

const SENSITIVE: [&str; 15] = [
    "", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/usr",
    "/var", "/var/run",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for volume in image.config().into_iter().flat_map(|config| &config.volumes) {
        let is_socket = volume.as_bytes().ends_with(b".sock");
        if is_socket || (volume.starts_with('/') && SENSITIVE.contains(&volume.trim_end_matches('/'))) {
            sink.of_config("config.Volumes", WANTED).value(volume);
        }
    }
}
