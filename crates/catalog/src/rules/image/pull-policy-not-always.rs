//! An image of which the registry is not asked at every start.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/pull-policy-not-always",
    title: Text {
        en: "Image not pulled at every start", ja: "起動のたびにプルされないイメージ"
    },
    why: Text {
        en: "A pod can run an image that lies on its node without being asked for the right to pull it, and misses \
             what was pushed to the same tag since.",
        ja: "プルの権限を確認されないまま、ノードに残っているイメージでポッドが起動することがあります。また、同じタグに後からプッシュされた修正は反映されません。",
    },
    fix: Text {
        en: "Set `imagePullPolicy: Always`, or name the image by its digest. Layers that the node has are not pulled \
             again.",
        ja: "`imagePullPolicy: Always` を設定するか、イメージをダイジェストで指定してください。ノードにあるレイヤーは再度プルされません。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedPullPolicy" },
        Control { framework: "nist-800-190", id: "4.2.3" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-image-pull-policy" },
        Control { framework: "polaris", id: "pullPolicyNotAlways" },
        Control { framework: "checkov", id: "CKV_K8S_15" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text { en: "The pull policies that are allowed.", ja: "許可するプル ポリシー。" },
        default: Preset::Texts(&["Always"]),
    }],
    references: &["https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a pull policy of `allowed`, or a digest",
    ja: "`allowed` に含まれるプル ポリシー、またはダイジェスト",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    for image in images::of(pod) {
        let Some(reference) = image.reference.as_ref().filter(|one| one.digest().is_none()) else { continue };
        let policy = image.pull_policy();
        // `image/moving-tag-cached` tells that.
        let is_told = reference.is_latest() && matches!(policy, "IfNotPresent" | "Never");
        if is_told || allowed.iter().any(|one| one == policy) {
            continue;
        }
        let violation = sink.violated(&image.policy, WANTED).maybe_container(image.container);
        if allowed.iter().any(|one| one == "Always") {
            violation.set_unsafely("Always");
        }
    }
}
