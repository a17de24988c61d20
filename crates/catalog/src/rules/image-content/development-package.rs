//! A package in an image that is there to build or to test.

use sekimori_model::{Confidence, Control, Persona, Scope, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/development-package",
    title: Text {
        en: "Development dependency in the image", ja: "開発用の依存パッケージを含むイメージ"
    },
    why: Text {
        en: "Test frameworks and build plug-ins are not needed to run, but their holes count, and some of \
             them open ports or run what they are given.",
        ja: "テスト フレームワークやビルド プラグインは実行に不要ですが、脆弱性の対象になります。ポートを開くものや、与えられた内容を実行するものもあります。",
    },
    fix: Text {
        en: "Install without them: `npm ci --omit=dev`, `composer install --no-dev`, `bundle config set \
             without development`.",
        ja: "開発用のものを除いてインストールしてください (`npm ci --omit=dev`、`composer install --no-dev`、`bundle config set without development`)。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://getcomposer.org/doc/03-cli.md#install-i"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "no package that only the build needs", ja: "開発用のパッケージがないこと" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    // A lockfile names what would be installed; only what is installed is here.
    let is_lockfile = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.contains("lock") || matches!(name, "npm-shrinkwrap.json" | "package.json" | "pom.xml")
    };
    let found = image.packages.iter().filter(|package| package.scope == Scope::Development);
    for package in found.filter(|package| !is_lockfile(&package.found_in.path)) {
        let shown = package.purl.to_string();
        sink.of_package(package, WANTED).value(&package.found_in.path).seen(&shown);
    }
}
