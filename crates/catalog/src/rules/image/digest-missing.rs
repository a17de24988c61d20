//! An image that is named by a tag alone, which can be moved.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::image::Reference;
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/digest-missing",
    title: Text {
        en: "Image not pinned to a digest", ja: "ダイジェストで固定していないイメージ"
    },
    why: Text {
        en: "A tag can be moved to another image, by mistake or by whoever takes over the registry account, and the \
             next pull runs it.",
        ja: "タグは、誤操作やレジストリのアカウントを乗っ取った者によって、別のイメージに付け替えられることがあります。次のプルではそのイメージが実行されます。",
    },
    fix: Text {
        en: "Add the digest of the image that was tested behind the tag: `name:1.4.2@sha256:...`.",
        ja: "テスト済みのイメージのダイジェストをタグの後ろに追加してください (`name:1.4.2@sha256:...`)。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K02" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0304" },
        Control { framework: "kubescape", id: "C-0306" },
        Control { framework: "checkov", id: "CKV_K8S_43" },
    ],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a digest", ja: "ダイジェスト" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        // One that names no version at all is told by `image/tag-latest`.
        let is_movable = |one: &Reference| one.digest().is_none() && !one.is_latest();
        if image.reference.as_ref().is_some_and(is_movable) {
            sink.violated(&image.field, WANTED).maybe_container(image.container);
        }
    }
}
