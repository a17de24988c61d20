//! A step that fetches the list of packages and installs nothing.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/package-index-alone",
    title: Text {
        en: "Package index updated in a step of its own",
        ja: "パッケージ一覧の更新だけを行う手順",
    },
    why: Text {
        en: "The builder keeps the layer, so later builds install from the list of that day: old packages, \
             with holes that have been closed.",
        ja: "ビルダーがこのレイヤーをキャッシュするため、以後のビルドは当時の一覧からインストールします。修正済みの脆弱性が残る古いパッケージが使われます。",
    },
    fix: Text {
        en: "Update, install and clean up in one `RUN`.",
        ja: "更新、インストール、後始末を 1 つの `RUN` で行ってください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.7" },
        Control { framework: "nist-800-190", id: "4.1.1" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0007" },
        Control { framework: "trivy", id: "AVD-DS-0017" },
        Control { framework: "docker-bench", id: "4.7" },
    ],
    references: &["https://docs.docker.com/build/building/best-practices/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "update and installation in one step",
    ja: "更新とインストールを 1 つの手順で行うこと",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        let is_manager = |program: &str| matches!(program, "apt" | "apt-get" | "aptitude" | "apk" | "zypper");
        let of_manager = || commands.iter().filter(|command| is_manager(command.program()));
        let verb_is =
            |command: &Command<'_>, verbs: &[&str]| command.verb().is_some_and(|verb| verbs.contains(&verb));
        let updates = of_manager().any(|command| verb_is(command, &["update", "refresh", "ref"]));
        let uses = of_manager()
            .any(|command| !verb_is(command, &["update", "refresh", "ref", "clean", "autoclean"]));
        // A script that is run may install.
        let is_alone =
            commands.iter().all(|command| is_manager(command.program()) || is_harmless(command.program()));
        if updates && !uses && is_alone {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_harmless(program: &str) -> bool {
    matches!(program, "set" | "rm" | "echo" | "true" | "cd" | "mkdir" | "export" | "")
}
