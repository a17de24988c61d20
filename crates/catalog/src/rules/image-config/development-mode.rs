//! An image that is set to run for development.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/development-mode",
    title: Text { en: "Image runs in development mode", ja: "開発モードで実行されるイメージ" },
    why: Text {
        en: "Frameworks then show traces and settings to visitors, take in code at run time, or open a \
             debugger that anybody may use.",
        ja: "フレームワークは、訪問者へのスタック トレースや設定の表示、実行時のコード読み込み、誰でも使えるデバッガーの公開などを行います。",
    },
    fix: Text {
        en: "Set it for production in the image, and switch it on where you develop.",
        ja: "イメージでは本番用に設定し、開発環境でのみ有効にしてください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-489" },
    ],
    references: &[
        "https://cwe.mitre.org/data/definitions/489.html",
        "https://flask.palletsprojects.com/en/stable/debugging/",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "the setting for production", ja: "本番用の設定" };

/// # Source
/// The manuals of Node.js (Express), Flask, Rails and Rack, Laravel and Symfony, ASP.NET Core, and Go's Gin.
const MODES: [&str; 10] = [
    "APP_ENV",
    "ASPNETCORE_ENVIRONMENT",
    "DOTNET_ENVIRONMENT",
    "FLASK_ENV",
    "GIN_MODE",
    "NODE_ENV",
    "NUXT_ENV",
    "RACK_ENV",
    "RAILS_ENV",
    "SYMFONY_ENV",
];
const SWITCHES: [&str; 6] =
    ["APP_DEBUG", "DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "SYMFONY_DEBUG", "WERKZEUG_DEBUG"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for (name, value) in image.config().into_iter().flat_map(|config| &config.env) {
        let is = |words: &[&str]| words.iter().any(|word| value.trim().eq_ignore_ascii_case(word));
        let is_mode =
            MODES.contains(&name.as_str()) && is(&["dev", "develop", "development", "local", "debug"]);
        if is_mode || (SWITCHES.contains(&name.as_str()) && is(&["1", "true", "yes", "on"])) {
            sink.of_config("config.Env", WANTED).value(name).seen(&format!("{name}={value}"));
        }
    }
}
