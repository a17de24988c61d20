//! A distribution that gets no more security fixes.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, end_of_life};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/distribution-end-of-life",
    title: Text {
        en: "Distribution at its end of life", ja: "サポートが終了したディストリビューション"
    },
    why: Text {
        en: "Nobody repairs the holes that are found in its packages from now on, and scanners that rely \
             on its advisories fall silent about them.",
        ja: "今後パッケージに見つかる脆弱性は修正されません。ディストリビューションのアドバイザリに頼るスキャナーも、新しい脆弱性を報告しなくなります。",
    },
    fix: Text {
        en: "Build from a base image of a supported release.",
        ja: "サポート対象のリリースのベース イメージからビルドしてください。",
    },
    severity: Severity::High,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0004" },
        Control { framework: "docker-bench", id: "4.4" },
    ],
    references: &["https://endoflife.date/", "https://www.debian.org/releases/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a release that gets security fixes",
    ja: "セキュリティ修正が提供されるリリース",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(ended) = image.distribution.and_then(end_of_life::of_distribution) else { return };
    if ended.is_before(image.today) {
        sink.of_image(WANTED).value(&ended.what).seen(&format!("{}: {}", ended.what, ended.day));
    }
}
