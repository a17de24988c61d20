//! A step that installs or downloads without a check of signature or certificate.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Command};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/package-unverified",
    title: Text { en: "Installed without verification", ja: "検証せずにインストールする手順" },
    why: Text {
        en: "Signatures and certificates are what tells the package from one that somebody put in its place.",
        ja: "署名と証明書がなければ、パッケージがすり替えられていても分かりません。",
    },
    fix: Text {
        en: "Remove the option, and install the key or the CA that is missing.",
        ja: "オプションを削除し、不足しているキーまたは CA を追加してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.11" },
        Control { framework: "nist-800-190", id: "4.1.5" },
    ],
    covers: &[Control { framework: "docker-bench", id: "4.11" }],
    references: &["https://cwe.mitre.org/data/definitions/347.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "signatures and certificates that are checked", ja: "署名と証明書の検証" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for (place, commands) in build_steps::runs(config) {
        if commands.iter().any(is_bad) {
            sink.of_step(place, WANTED);
        }
    }
}

fn is_bad(command: &Command<'_>) -> bool {
    let options: &[&str] = match command.program() {
        "apt" | "apt-get" | "aptitude" => {
            &["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories", "--no-gpg-check"]
        }
        "apk" => &["--allow-untrusted"],
        "yum" | "dnf" | "microdnf" | "tdnf" => &["--nogpgcheck", "--no-gpgchecks", "--setopt=gpgcheck=0"],
        "zypper" => &["--no-gpg-checks", "--allow-unsigned-rpm"],
        "rpm" => &["--nosignature", "--nodigest", "--noverify"],
        "curl" => &["-k", "--insecure"],
        "wget" => &["--no-check-certificate"],
        "pip" | "pip3" => &["--trusted-host"],
        _ => return false,
    };
    // `-fsSLk` has the option of curl in it.
    let is_short = |word: &str| {
        command.program() == "curl" && word.starts_with('-') && !word.starts_with("--") && word.contains('k')
    };
    let is_one =
        |word: &str| options.iter().any(|known| word == *known || word.split('=').next() == Some(*known));
    command.arguments().iter().any(|word| is_one(word) || is_short(word))
}
