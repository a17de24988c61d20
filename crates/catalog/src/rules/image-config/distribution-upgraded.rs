//! A step that upgrades all packages of the base.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/distribution-upgraded",
    title: Text {
        en: "All packages of the base are upgraded",
        ja: "ベースの全パッケージをアップグレードする手順",
    },
    why: Text {
        en: "The same Dockerfile gives another image each day, packages are stored twice, and a base that \
             is out of date stays so.",
        ja: "同じ Dockerfile からビルドするたびに異なるイメージになり、パッケージは二重に保存されます。ベース イメージ自体は古いままです。",
    },
    fix: Text {
        en: "Build from a newer base image, and install by name what must be newer than it.",
        ja: "新しいベース イメージからビルドし、それより新しいものが必要なパッケージだけを名前で指定してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.4" },
        Control { framework: "nist-800-190", id: "4.1.1" },
    ],
    covers: &[
        Control { framework: "dockle", id: "DKL-DI-0003" },
        Control { framework: "trivy", id: "AVD-DS-0024" },
    ],
    references: &["https://docs.docker.com/build/building/best-practices/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a newer base image", ja: "新しいベース イメージ" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    let Some(verb) = command.verb() else { return false };
    match command.program() {
        "apt" | "apt-get" | "aptitude" => {
            matches!(verb, "upgrade" | "dist-upgrade" | "full-upgrade" | "safe-upgrade")
        }
        "apk" => verb == "upgrade",
        // `update` of named packages is no upgrade of all.
        "yum" | "dnf" | "microdnf" | "tdnf" => {
            matches!(verb, "update" | "upgrade" | "distro-sync")
                && command.arguments().iter().filter(|word| !word.starts_with('-')).count() == 1
        }
        "zypper" => matches!(verb, "up" | "update" | "dup" | "dist-upgrade"),
        "do-release-upgrade" => true,
        _ => false,
    }
}
