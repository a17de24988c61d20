//! A package of the distribution that nothing in the image needs.

use std::collections::BTreeSet;

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/package-unneeded",
    title: Text { en: "Package that nothing needs", ja: "何からも必要とされないパッケージ" },
    why: Text {
        en: "It was installed for its own sake. If the application does not call it either, it is size and \
             holes for nothing.",
        ja: "単独でインストールされたパッケージです。アプリケーションからも使われていなければ、サイズと脆弱性を増やすだけです。",
    },
    fix: Text {
        en: "Remove it, unless the application calls it.",
        ja: "アプリケーションが使わないものは削除してください。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "docker-bench", id: "4.3" }],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no package without a use", ja: "用途のないパッケージがないこと" };

/// Packages that bases are made of, though none needs another.
///
/// # Source
/// Debian Policy 3.8 (essential packages) and the contents of the minimal images of Debian, Alpine and Fedora.
const BASES: [&str; 40] = [
    "alpine-base",
    "alpine-baselayout",
    "alpine-keys",
    "alpine-release",
    "apk-tools",
    "apt",
    "base-files",
    "base-passwd",
    "bash",
    "bsdutils",
    "busybox",
    "ca-certificates",
    "coreutils",
    "dash",
    "debconf",
    "debian-archive-keyring",
    "debianutils",
    "diffutils",
    "dpkg",
    "findutils",
    "glibc",
    "grep",
    "gzip",
    "hostname",
    "init-system-helpers",
    "libc-utils",
    "login",
    "login.defs",
    "mount",
    "musl-utils",
    "ncurses-base",
    "ncurses-bin",
    "netbase",
    "passwd",
    "perl-base",
    "sed",
    "sysvinit-utils",
    "tar",
    "tzdata",
    "util-linux",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let is_of_distribution = |kind: &str| matches!(kind, "deb" | "apk" | "rpm" | "alpm");
    let needed: BTreeSet<usize> = image
        .packages
        .iter()
        .flat_map(|package| &package.needs)
        .filter_map(|place| usize::try_from(*place).ok())
        .collect();
    // Where no package says what it needs, nothing is known.
    if needed.is_empty() {
        return;
    }
    let starts = |name: &str| {
        let config = image.config();
        let words = config.into_iter().flat_map(|config| config.entrypoint.iter().chain(&config.command));
        words.flat_map(|word| word.split([' ', '/'])).any(|word| word == name)
    };
    for (place, package) in image.packages.iter().enumerate() {
        let name = &*package.purl.name;
        let is_base = BASES.contains(&name) || name.ends_with("-release") || name.starts_with("gpg-pubkey");
        if is_of_distribution(&package.purl.kind) && !needed.contains(&place) && !is_base && !starts(name) {
            sink.of_package(package, WANTED);
        }
    }
}
