//! The programs that a distribution installs setuid, kept in an image.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs, setuid};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/setuid-of-distribution",
    title: Text {
        en: "Setuid programs of the distribution",
        ja: "ディストリビューションの setuid プログラム",
    },
    why: Text {
        en: "A container needs none of `su`, `passwd` and `mount`, and each is a way from any user to root \
             when a hole is found in it.",
        ja: "コンテナーに `su`、`passwd`、`mount` は不要です。脆弱性が見つかると、どのユーザーからも root になる手段になります。",
    },
    fix: Text {
        en: "Take the bits away in the build: `find / -xdev -perm /6000 -type f -exec chmod a-s {} +`, and \
             set `allowPrivilegeEscalation: false` in the pod.",
        ja: "ビルド時にビットを外し (`find / -xdev -perm /6000 -type f -exec chmod a-s {} +`)、ポッドでは `allowPrivilegeEscalation: false` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.8" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0008" },
        Control { framework: "docker-bench", id: "4.8" },
    ],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no setuid or setgid bit", ja: "setuid および setgid ビットがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let usual: Vec<_> = setuid::files(image)
        .filter(|file| setuid::is_usual(&file.path) && !setuid::is_told_elsewhere(file.name()))
        .collect();
    programs::report(&usual, WANTED, sink);
}
