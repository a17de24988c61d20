//! A volume of the plugin interface that came before CSI.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "storage/flex-volume-driver",
    title: Text { en: "FlexVolume driver", ja: "FlexVolume ドライバー" },
    why: Text {
        en: "A FlexVolume driver is a program on the node that runs as root with options from the pod's \
             manifest. The interface is deprecated since Kubernetes 1.23.",
        ja: "FlexVolume ドライバーはノード上のプログラムで、ポッドのマニフェストに書かれたオプションを受け取って root で実行されます。このインターフェイスは Kubernetes 1.23 から非推奨です。",
    },
    fix: Text {
        en: "Use the CSI driver of the storage, or list the driver in the parameter `allowed`.",
        ja: "ストレージの CSI ドライバーを使うか、パラメーター `allowed` にドライバーを追加してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "FlexVolumeDrivers" },
        Control { framework: "nist-800-190", id: "4.5.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K10" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text { en: "Drivers that may be used.", ja: "使用を許可するドライバー。" },
        default: Preset::Texts(&[]),
    }],
    references: &["https://kubernetes.io/docs/concepts/storage/volumes/#deprecated-flexvolume"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a CSI driver", ja: "CSI ドライバー" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("flexVolume.driver");
        if field.text().is_some_and(|driver| !allowed.iter().any(|known| known == driver)) {
            sink.violated(&field, WANTED);
        }
    }
}
