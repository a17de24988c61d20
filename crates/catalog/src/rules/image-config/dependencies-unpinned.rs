//! A step that installs packages of a language without saying which version.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/dependencies-unpinned",
    title: Text {
        en: "Language packages installed without a version",
        ja: "バージョンを指定せずに言語パッケージをインストールする手順",
    },
    why: Text {
        en: "Each build takes what is newest, also what somebody has just taken over, and no lockfile says \
             what it was.",
        ja: "ビルドのたびに最新のものが使われます。直前に乗っ取られたパッケージでも同様で、何が入ったかを示すロック ファイルもありません。",
    },
    fix: Text {
        en: "Install from a lockfile with digests: `pip install --require-hashes -r requirements.txt`, \
             `npm ci`, or name the version.",
        ja: "ダイジェスト付きのロック ファイルからインストールするか (`pip install --require-hashes -r requirements.txt`、`npm ci`)、バージョンを指定してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K02" },
    ],
    references: &["https://pip.pypa.io/en/stable/topics/secure-installs/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "a version or a lockfile", ja: "バージョンまたはロック ファイルの指定" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    let names = |pinned: &str| {
        let mut names = command.arguments().iter().filter(|word| !word.starts_with('-'));
        names.any(|word| {
            let is_name =
                word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '@') && !word.contains('/');
            let is_scoped = word.starts_with('@') && word.matches('/').count() == 1;
            let is_verb = matches!(*word, "install" | "i" | "add" | "global");
            (is_name || is_scoped) && !is_verb && !word.get(1..).unwrap_or_default().contains(pinned)
        })
    };
    let has = |options: &[&str]| options.iter().any(|option| command.has(option));
    match command.program() {
        "pip" | "pip3" => {
            command.verb() == Some("install")
                && names("==")
                && !has(&["-r", "--requirement", "--require-hashes", "-c", "-e"])
        }
        "npm" => matches!(command.verb(), Some("install" | "i" | "add")) && names("@"),
        "gem" => command.verb() == Some("install") && names(":") && !has(&["-v", "--version"]),
        _ => false,
    }
}
