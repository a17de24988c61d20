//! An image without a version, of which each node keeps the copy that it pulled first.

use sekimori_model::{Control, Severity};
use sekimori_parse::image::Reference;
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/moving-tag-cached",
    title: Text {
        en: "Image without a version kept on nodes",
        ja: "ノードに保持されるバージョン指定のないイメージ",
    },
    why: Text {
        en: "Each node goes on running the `latest` that it once pulled: fixes never arrive on old nodes, and pods of \
             one workload differ by node.",
        ja: "各ノードは、最初にプルした `latest` を使い続けます。古いノードには修正が届かず、同じワークロードのポッドの内容がノードごとに異なります。",
    },
    fix: Text {
        en: "Name the version by tag or digest, or set `imagePullPolicy: Always`.",
        ja: "バージョンをタグまたはダイジェストで指定するか、`imagePullPolicy: Always` を設定してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "nist-800-190", id: "4.2.2" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedPullPolicy" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0075" }],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`Always`, or a version", ja: "`Always`、またはバージョンの指定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        let is_kept = matches!(image.pull_policy(), "IfNotPresent" | "Never");
        if is_kept && image.reference.as_ref().is_some_and(Reference::is_latest) {
            sink.violated(&image.policy, WANTED).maybe_container(image.container).set_unsafely("Always");
        }
    }
}
