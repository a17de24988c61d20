//! An image that is asked for without a version.

use sekimori_model::{Control, ImageOrigin, Persona, Severity};
use sekimori_parse::image::Reference;

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/reference-latest",
    title: Text {
        en: "Image asked for without a version", ja: "バージョンを指定せずに参照されたイメージ"
    },
    why: Text {
        en: "What was looked at is what was pushed last; what is deployed tomorrow under this name may be \
             another image.",
        ja: "検査したのは最後にプッシュされたイメージです。明日この名前でデプロイされるイメージは別のものかもしれません。",
    },
    fix: Text {
        en: "Name the version by its tag, better by its digest.",
        ja: "バージョンをタグで、できればダイジェストで指定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.2.2" }],
    covers: &[
        Control { framework: "dockle", id: "DKL-DI-0006" },
        Control { framework: "trivy", id: "AVD-DS-0001" },
    ],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a tag that names a version, or a digest",
    ja: "バージョンを示すタグ、またはダイジェスト",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    if image.facts.origin != ImageOrigin::Registry {
        return;
    }
    if Reference::parse(&image.facts.shown).is_ok_and(|reference| reference.is_latest()) {
        sink.of_image(WANTED).seen(&image.facts.shown);
    }
}
