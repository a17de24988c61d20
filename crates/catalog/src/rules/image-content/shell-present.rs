//! An image that holds a shell.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/shell-present",
    title: Text { en: "Shell in the image", ja: "シェルを含むイメージ" },
    why: Text {
        en: "Whoever can start a program in the container has a language to go on with. Without one, most \
             ready-made attacks end there.",
        ja: "コンテナー内でプログラムを起動できる攻撃者は、シェルを使って攻撃を続けられます。シェルがなければ、多くの既製の攻撃はそこで止まります。",
    },
    fix: Text {
        en: "Copy the application into an image without one (distroless, scratch), and debug with an \
             ephemeral container.",
        ja: "シェルのないイメージ (distroless、scratch) にアプリケーションをコピーし、デバッグにはエフェメラル コンテナーを使ってください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no shell", ja: "シェルがないこと" };

const PROGRAMS: [&str; 12] =
    ["ash", "bash", "csh", "dash", "fish", "ksh", "mksh", "rbash", "sh", "tcsh", "yash", "zsh"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, true), WANTED, sink);
}
