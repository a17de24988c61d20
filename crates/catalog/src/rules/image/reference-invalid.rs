//! An image that no registry can have, because its name is malformed.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/reference-invalid",
    title: Text { en: "Malformed image reference", ja: "不正な形式のイメージ参照" },
    why: Text {
        en: "The node cannot pull it: the container stays in `InvalidImageName` and never starts.",
        ja: "ノードはこのイメージをプルできません。コンテナーは `InvalidImageName` のまま起動しません。",
    },
    fix: Text {
        en: "Write `registry/path:tag`: the path in lower case, without spaces, without `https://`, and with nothing \
             left to fill in.",
        ja: "`registry/path:tag` の形式で記述してください。パスは小文字のみで、空白や `https://`、未置換のプレースホルダーを含めることはできません。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    references: &[
        "https://kubernetes.io/docs/concepts/containers/images/#image-names",
        "https://pkg.go.dev/github.com/distribution/reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`registry/path:tag` or `registry/path@sha256:...`",
    ja: "`registry/path:tag` または `registry/path@sha256:...`",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        // In a template the image may be left to what fills it in; the API server asks for it in a pod.
        let is_left_out = image.text.is_empty() && pod.owner.kind != "Pod";
        if image.reference.is_none() && !is_left_out {
            // A reference has no place for a user; who writes one writes the password beside it.
            let has_user = image.text.split('/').next().is_some_and(|host| host.contains('@'));
            let violation = if has_user {
                sink.violated_unseen(&image.field, WANTED)
            } else {
                sink.violated(&image.field, WANTED)
            };
            violation.maybe_container(image.container);
        }
    }
}
