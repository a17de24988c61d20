//! A step that installs more than it names.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/recommends-installed",
    title: Text {
        en: "Recommended packages installed too", ja: "推奨パッケージもインストールする手順"
    },
    why: Text {
        en: "Packages that nobody asked for make the image larger, and each is one more that can have a \
             hole.",
        ja: "不要なパッケージでイメージが大きくなり、脆弱性を含み得るパッケージが増えます。",
    },
    fix: Text {
        en: "Give `--no-install-recommends` to `apt-get install`.",
        ja: "`apt-get install` に `--no-install-recommends` を指定してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0029" }],
    references: &["https://manpages.debian.org/stable/apt/apt-get.8.en.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "`--no-install-recommends`", ja: "`--no-install-recommends` の指定" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    let installs = ["apt", "apt-get", "aptitude"].iter().any(|program| command.is(program, "install"));
    let is_off = |word: &str| {
        matches!(word, "--no-install-recommends" | "--without-recommends" | "-R")
            || word.contains("Install-Recommends=false")
            || word.contains("Install-Recommends=0")
    };
    installs && !command.arguments().iter().any(|word| is_off(word))
}
