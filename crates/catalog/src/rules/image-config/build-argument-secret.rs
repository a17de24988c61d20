//! A credential among the arguments of a build.

use std::collections::BTreeSet;

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Instruction, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/build-argument-secret",
    title: Text {
        en: "Credential among the build arguments", ja: "ビルド引数に含まれる資格情報"
    },
    why: Text {
        en: "Arguments are kept in the history of the image, where whoever may pull it reads them.",
        ja: "ビルド引数はイメージの履歴に残り、イメージを取得できる人は誰でも読み取れます。",
    },
    fix: Text {
        en: "Hand it over with `RUN --mount=type=secret`, and replace the credential with a new one.",
        ja: "`RUN --mount=type=secret` で渡してください。資格情報は新しいものに交換してください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.10" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0031" }],
    references: &["https://docs.docker.com/build/building/secrets/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no credential", ja: "資格情報を含まないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    let mut told = BTreeSet::new();
    for step in build_steps::of(config) {
        let of_arg = if step.instruction == Instruction::Arg { step.text } else { "" };
        for argument in [step.arguments, of_arg].into_iter().flat_map(str::split_whitespace) {
            let Some((name, value)) = argument.split_once('=') else { continue };
            let value = value.trim_matches(['"', '\'']);
            let is_secret = secret_words::names_secret(name) && secret_words::is_literal(value);
            // Each later step of a stage repeats its arguments.
            if is_secret && told.insert(name) {
                // The name alone: the value is what must not be shown.
                sink.of_step(step.place, WANTED).value(name);
            }
        }
    }
}
