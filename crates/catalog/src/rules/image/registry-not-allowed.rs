//! An image from a place that the organisation did not allow.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, images, patterns};

pub(crate) const RULE: Rule = Rule {
    id: "image/registry-not-allowed",
    title: Text {
        en: "Image from a place that is not allowed", ja: "許可されていない場所のイメージ"
    },
    why: Text {
        en: "What comes from elsewhere has passed none of the checks that the allowed registries stand for: who built \
             it, what is in it, who may replace it.",
        ja: "許可された場所以外のイメージは、誰がビルドしたか、何が含まれるか、誰が差し替えられるかといった、許可されたレジストリで行われる確認を受けていません。",
    },
    fix: Text {
        en: "Copy the image to an allowed registry and name it there, or have the place added to the allowed ones.",
        ja: "許可されたレジストリにイメージをコピーしてそれを指定するか、その場所を許可の一覧に追加してもらってください。",
    },
    severity: Severity::High,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedImages" },
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K02" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0304" },
        Control { framework: "kubescape", id: "C-0001" },
        Control { framework: "kubescape", id: "C-0078" },
        Control { framework: "trivy", id: "AVD-KSV-0032" },
        Control { framework: "trivy", id: "AVD-KSV-0033" },
        Control { framework: "trivy", id: "AVD-KSV-0034" },
        Control { framework: "trivy", id: "AVD-KSV-0035" },
    ],
    parameters: &[
        Parameter {
            name: "allowed",
            about: Text {
                en: "Registries, or registries with the first parts of a path, that images may come from, such as \
                     `ghcr.io/team` or `*.azurecr.io`. `*` stands for any text within one part; names on Docker Hub \
                     begin with `docker.io`.",
                ja: "イメージの取得を許可するレジストリ、またはレジストリとパスの先頭部分 (`ghcr.io/team`、`*.azurecr.io` など)。`*` は 1 つの部分の中の任意の文字列を表します。Docker Hub の名前は `docker.io` で始めます。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "allowedPatterns",
            about: Text {
                en: "Regular expressions of references as they are written, of which one must be found in each image. \
                     Begin them with `^`.",
                ja: "マニフェストに記述されたとおりの参照に対する正規表現。各イメージはいずれかに一致する必要があります。先頭に `^` を付けてください。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/containers/images/#image-names",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "an image of the places in `allowed` or `allowedPatterns`",
    ja: "`allowed` または `allowedPatterns` で許可された場所のイメージ",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let (places, allowed_patterns) = (sink.texts("allowed"), sink.texts("allowedPatterns"));
    if places.is_empty() && allowed_patterns.is_empty() {
        return;
    }
    for image in images::of(pod) {
        let Some(reference) = &image.reference else { continue };
        let is_allowed = places.iter().any(|place| images::is_from(reference, place))
            || allowed_patterns.iter().any(|pattern| patterns::is_found(pattern, image.text));
        if !is_allowed {
            let seen = reference.name();
            sink.violated(&image.field, WANTED).maybe_container(image.container).seen(&seen);
        }
    }
}
