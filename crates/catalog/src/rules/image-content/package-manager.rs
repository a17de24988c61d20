//! An image that holds a package manager.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/package-manager",
    title: Text {
        en: "Package manager in the image", ja: "パッケージ マネージャーを含むイメージ"
    },
    why: Text {
        en: "It is a tool to install what an attacker needs, and what it installs in a running container \
             is in no bill of materials.",
        ja: "攻撃者が必要なツールをインストールする手段になります。実行中のコンテナーにインストールされたものは、どの SBOM にも現れません。",
    },
    fix: Text {
        en: "Install in a build stage, and copy the result into an image without one.",
        ja: "インストールはビルド ステージで行い、成果物をパッケージ マネージャーのないイメージにコピーしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no package manager", ja: "パッケージ マネージャーがないこと" };

const PROGRAMS: [&str; 21] = [
    "apk", "apt", "apt-get", "aptitude", "conda", "dnf", "dpkg", "gem", "microdnf", "nix-env", "npm", "opkg",
    "pacman", "pip", "pip3", "pnpm", "rpm", "tdnf", "yarn", "yum", "zypper",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
