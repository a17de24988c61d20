//! An image that holds compilers and other tools of a build.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/build-tool",
    title: Text { en: "Build tools in the image", ja: "ビルド ツールを含むイメージ" },
    why: Text {
        en: "They make the image several times as large, bring packages with holes of their own, and let \
             an attacker build what is needed on the spot.",
        ja: "イメージが数倍の大きさになり、ツール自体の脆弱性も加わります。攻撃者は必要なものをその場でビルドできます。",
    },
    fix: Text {
        en: "Build in a stage of its own, and copy only the result: `COPY --from=build`; or use the \
             `-slim` form of the base.",
        ja: "ビルド専用のステージを使い、成果物だけをコピーしてください (`COPY --from=build`)。またはベース イメージの `-slim` 版を使ってください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0003" },
        Control { framework: "docker-bench", id: "4.3" },
    ],
    references: &["https://docs.docker.com/build/building/multi-stage/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no build tools", ja: "ビルド ツールがないこと" };

const PROGRAMS: [&str; 21] = [
    "bazel", "c++", "cargo", "cc", "clang", "clang++", "cmake", "g++", "gcc", "gdb", "ghc", "gmake", "go",
    "gradle", "javac", "make", "mvn", "ninja", "rustc", "strace", "tcc",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
