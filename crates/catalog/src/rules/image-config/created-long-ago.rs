//! An image that was built long ago.

use jiff::tz::TimeZone;
use sekimori_model::{Confidence, Control, Severity};

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/created-long-ago",
    title: Text { en: "Image built long ago", ja: "ビルドから長期間経過したイメージ" },
    why: Text {
        en: "What has been repaired in its base and its packages since then is not in it.",
        ja: "ビルド以降にベース イメージやパッケージに加えられた修正が含まれていません。",
    },
    fix: Text {
        en: "Build it anew from a current base, and do so on a schedule.",
        ja: "最新のベース イメージから再ビルドし、それを定期的に実施してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-docker", id: "4.4" },
        Control { framework: "nist-800-190", id: "4.1.1" },
        Control { framework: "nist-800-190", id: "4.2.2" },
    ],
    parameters: &[Parameter {
        name: "days",
        about: Text {
            en: "How many days old an image may be.",
            ja: "イメージのビルドから何日まで許容するか。",
        },
        default: Preset::Number(365),
    }],
    references: &[
        "https://doi.org/10.6028/NIST.SP.800-190",
        "https://docs.docker.com/build/building/best-practices/",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a build of the last days that `days` says",
    ja: "`days` で指定した日数以内のビルド",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(created) = image.config().and_then(|config| config.created) else { return };
    let created = created.to_zoned(TimeZone::UTC).date();
    // Builds that can be repeated set the beginning of some epoch, which tells no age.
    if created.year() <= 1980 {
        return;
    }
    let days = i64::from((image.today - created).get_days());
    if days > sink.number("days") {
        sink.of_config("created", WANTED).seen(&created.to_string());
    }
}
