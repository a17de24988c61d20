//! What package managers downloaded, left in an image.

use std::cmp::Reverse;

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, SeenKind, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/package-cache",
    title: Text {
        en: "Package cache left in the image", ja: "パッケージのキャッシュが残るイメージ"
    },
    why: Text {
        en: "It makes the image larger at each pull, and tempts later steps to install from lists that are \
             out of date.",
        ja: "取得するたびに無駄な転送が発生し、後の手順が古い一覧からインストールする原因になります。",
    },
    fix: Text {
        en: "Remove it in the step that made it (`rm -rf /var/lib/apt/lists/*`, `apk add --no-cache`, `dnf \
             clean all`, `pip --no-cache-dir`), or mount it with `RUN --mount=type=cache`.",
        ja: "作成した手順の中で削除するか (`rm -rf /var/lib/apt/lists/*`、`apk add --no-cache`、`dnf clean all`、`pip --no-cache-dir`)、`RUN --mount=type=cache` でマウントしてください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    covers: &[
        Control { framework: "trivy", id: "AVD-DS-0027" },
        Control { framework: "dockle", id: "DKL-DI-0004" },
        Control { framework: "dockle", id: "DKL-DI-0005" },
        Control { framework: "trivy", id: "AVD-DS-0015" },
        Control { framework: "trivy", id: "AVD-DS-0019" },
        Control { framework: "trivy", id: "AVD-DS-0020" },
        Control { framework: "trivy", id: "AVD-DS-0025" },
    ],
    references: &["https://docs.docker.com/build/building/best-practices/#apt-get"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "no cache of a package manager",
    ja: "パッケージ マネージャーのキャッシュがないこと",
};

/// Folders of caches below which the files are known.
const FOLDERS: [&str; 7] = [
    "var/cache/apk/",
    "var/cache/apt/archives/",
    "var/cache/dnf/",
    "var/cache/pacman/",
    "var/cache/yum/",
    "var/cache/zypp/",
    "var/lib/apt/lists/",
];

/// Less than that is told by no one: empty databases and lock files. 1 MiB.
const LEAST: u64 = 1 << 20;

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for known in FOLDERS {
        let in_it =
            || image.files.iter().filter(|file| file.kind == SeenKind::File && file.path.starts_with(known));
        let bytes = in_it().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        if let Some(largest) =
            in_it().max_by_key(|file| (file.size, Reverse(&file.path))).filter(|_| bytes >= LEAST)
        {
            let seen = format!("/{known}: {} MB", bytes / 1_000_000);
            sink.of_path(known.trim_end_matches('/'), largest.layer, WANTED).seen(&seen);
        }
    }
    for folder in image.files.iter().filter(|file| file.kind == SeenKind::Directory && is_cache(&file.path)) {
        sink.of_file(folder, WANTED);
    }
}

/// Caches of which the folder alone is known.
fn is_cache(path: &str) -> bool {
    const ENDS: [&str; 9] = [
        "/.cache/composer",
        "/.cache/go-build",
        "/.cache/pip",
        "/.cache/yarn",
        "/.gradle/caches",
        "/.m2/repository",
        "/.npm/_cacache",
        "/cargo/registry",
        "go/pkg/mod/cache",
    ];
    ENDS.iter().any(|end| path.ends_with(end)) || path.ends_with("/.cargo/registry")
}
