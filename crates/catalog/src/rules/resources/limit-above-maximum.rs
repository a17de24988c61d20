//! A container that may use more than the organisation lets it.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Container, Pod};

use crate::quantity::Quantity;
use crate::{Check, Parameter, Preset, Rule, Sink, Text, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/limit-above-maximum",
    title: Text { en: "Limit above the maximum", ja: "最大値を超える制限" },
    why: Text {
        en: "One container that may take so much can starve what shares its node, and the capacity of the cluster was \
             planned without it.",
        ja: "これほど大きな制限を持つコンテナーは、同じノードの他のコンテナーのリソースを奪うおそれがあります。クラスターの容量もこの値を前提に計画されていません。",
    },
    fix: Text {
        en: "Lower the limit, split the work over more pods, or have an exception agreed on.",
        ja: "制限を引き下げるか、処理を複数のポッドに分割するか、例外の承認を得てください。",
    },
    severity: Severity::Medium,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerResourceLimits" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[
        Parameter {
            name: "cpu",
            about: Text {
                en: "The highest CPU limit of a container, such as `2` or `500m`; empty for none. That a limit is \
                     there at all is for `resources/cpu-limit-missing` to say.",
                ja: "コンテナーの CPU 制限の最大値 (`2`、`500m` など)。空の場合は判定しません。制限の有無は `resources/cpu-limit-missing` が判定します。",
            },
            default: Preset::Text(""),
        },
        Parameter {
            name: "memory",
            about: Text {
                en: "The highest memory limit of a container, such as `4Gi`; empty for none.",
                ja: "コンテナーのメモリ制限の最大値 (`4Gi` など)。空の場合は判定しません。",
            },
            default: Preset::Text(""),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "https://kubernetes.io/docs/concepts/policy/limit-range/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "no more than the maximum of the configuration",
    ja: "構成で指定された最大値以下",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for resource in ["cpu", "memory"] {
        let maximum = sink.text(resource);
        if maximum.is_empty() {
            continue;
        }
        // A maximum that is no quantity lets nothing pass, so that the slip is seen.
        let maximum = Quantity::parse(maximum).unwrap_or(Quantity::ZERO);
        let of_containers = pod.containers().iter().map(|one| (Some(one), one.field.at("resources")));
        // A container without a limit of its own may use all that the pod may.
        let is_open = |one: &Container<'_>| !one.field.at("resources.limits").at(resource).is_present();
        let of_pod = requirements::of_pod(pod, sink).filter(|_| pod.containers().iter().any(is_open));
        let of_pod = of_pod.map(|resources| (None, resources));
        for (container, resources) in of_containers.chain(of_pod).collect::<Vec<_>>() {
            let limit = resources.at("limits").at(resource);
            if Quantity::of(&limit).is_some_and(|limit| limit > maximum) {
                sink.violated(&limit, WANTED).maybe_container(container);
            }
        }
    }
}
