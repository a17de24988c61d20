//! A runtime that gets no more security fixes.

use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, end_of_life, runtimes};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/runtime-end-of-life",
    title: Text { en: "Runtime at its end of life", ja: "サポートが終了したランタイム" },
    why: Text {
        en: "Nobody repairs the holes that are found in it from now on, and all that the application gets \
             from outside passes through it.",
        ja: "今後見つかる脆弱性は修正されません。アプリケーションが外部から受け取るデータはすべてランタイムを通ります。",
    },
    fix: Text {
        en: "Move to a supported version of the language, or rebuild the program with one.",
        ja: "サポート対象のバージョンに移行するか、そのバージョンでプログラムを再ビルドしてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    references: &["https://endoflife.date/", "https://nodejs.org/en/about/previous-releases"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a version that gets security fixes",
    ja: "セキュリティ修正が提供されるバージョン",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for runtime in runtimes::of(image) {
        let Some(ended) = end_of_life::of_runtime(runtime.kind, runtime.version) else { continue };
        if ended.is_before(image.today) {
            runtime.report(&ended, WANTED, sink);
        }
    }
}
