//! An image that holds tools that steer clusters or container engines.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/cluster-tool",
    title: Text {
        en: "Cluster or container tools in the image",
        ja: "クラスターやコンテナーの管理ツールを含むイメージ",
    },
    why: Text {
        en: "Together with the token of the pod or a mounted socket they are all that is needed to go on \
             into the cluster.",
        ja: "ポッドのトークンやマウントされたソケットと組み合わせると、クラスターへの侵入を広げる手段になります。",
    },
    fix: Text {
        en: "Leave them out of images of applications.",
        ja: "アプリケーションのイメージには含めないでください。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://attack.mitre.org/techniques/T1609/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no such tool", ja: "管理ツールがないこと" };

const PROGRAMS: [&str; 11] =
    ["crictl", "ctr", "docker", "dockerd", "helm", "kubectl", "nerdctl", "nsenter", "oc", "podman", "runc"];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
