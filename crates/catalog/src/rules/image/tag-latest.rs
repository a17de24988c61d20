//! An image whose version is not named.

use sekimori_model::{Control, Severity};
use sekimori_parse::image::Reference;
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/tag-latest",
    title: Text { en: "Image without a version", ja: "バージョンを指定していないイメージ" },
    why: Text {
        en: "`latest`, or no tag, is whatever was pushed last: pods of one workload can run different software, and a \
             rollback brings nothing back.",
        ja: "`latest` またはタグなしのイメージは、最後にプッシュされたものを指します。同じワークロードのポッドで異なるソフトウェアが動くことがあり、ロールバックしても元に戻りません。",
    },
    fix: Text {
        en: "Name the version by its tag, better by its digest: `name:1.4.2@sha256:...`.",
        ja: "バージョンをタグで、できればダイジェストで指定してください (`name:1.4.2@sha256:...`)。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ImagesDoNotUseLatest" },
        Control { framework: "nist-800-190", id: "4.2.2" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-image-tag" },
        Control { framework: "kube-linter", id: "latest-tag" },
        Control { framework: "polaris", id: "tagNotSpecified" },
        Control { framework: "checkov", id: "CKV_K8S_14" },
        Control { framework: "trivy", id: "AVD-KSV-0013" },
    ],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-names"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a tag that names a version, or a digest",
    ja: "バージョンを示すタグ、またはダイジェスト",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        if image.reference.as_ref().is_some_and(Reference::is_latest) {
            sink.violated(&image.field, WANTED).maybe_container(image.container);
        }
    }
}
