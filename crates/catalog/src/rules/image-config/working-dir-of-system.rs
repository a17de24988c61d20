//! An image that starts in a folder of the system.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/working-dir-of-system",
    title: Text {
        en: "Working directory is a folder of the system",
        ja: "システムのフォルダーを作業ディレクトリにするイメージ",
    },
    why: Text {
        en: "What the application writes without a path lands among programs, settings or the files of the \
             kernel, so the user is given rights there.",
        ja: "アプリケーションがパスなしで書き込むファイルが、プログラム、設定、カーネルのファイルと混ざります。そのためユーザーにシステムのフォルダーへの権限を与えることになります。",
    },
    fix: Text {
        en: "Give the application a folder of its own: `WORKDIR /srv/app`.",
        ja: "アプリケーション専用のフォルダーを使ってください (`WORKDIR /srv/app`)。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0030" }],
    references: &[
        "https://nvd.nist.gov/vuln/detail/CVE-2024-21626",
        "https://docs.docker.com/build/building/best-practices/#workdir",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "a folder of the application", ja: "アプリケーション専用のフォルダー" };

const OF_SYSTEM: [&str; 14] = [
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/run",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/sbin",
    "/var",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    let folder = config.working_dir.trim_end_matches('/');
    let is_of_kernel = ["/proc/", "/sys/", "/dev/"].iter().any(|known| folder.starts_with(known));
    if is_of_kernel || OF_SYSTEM.contains(&folder) {
        sink.of_config("config.WorkingDir", WANTED).seen(&config.working_dir);
    }
}
