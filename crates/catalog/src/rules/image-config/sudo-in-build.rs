//! A step that uses sudo.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/sudo-in-build",
    title: Text { en: "Step uses sudo", ja: "sudo を使う手順" },
    why: Text {
        en: "Steps are root unless `USER` says otherwise, so sudo does nothing there, but it is now \
             installed in the image, and sets users free of their limits.",
        ja: "手順は `USER` を指定しない限り root で実行されるため sudo は不要です。それでも sudo がイメージに残り、ユーザーの権限の制限が失われます。",
    },
    fix: Text {
        en: "Do what needs root before `USER`, and leave sudo out.",
        ja: "root が必要な処理は `USER` より前に行い、sudo は使わないでください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    covers: &[
        Control { framework: "dockle", id: "DKL-DI-0001" },
        Control { framework: "trivy", id: "AVD-DS-0010" },
    ],
    references: &["https://docs.docker.com/build/building/best-practices/#user"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no sudo", ja: "sudo を使わないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    command.is_by_sudo()
}
