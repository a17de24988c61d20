//! Replicas that may all run on one node.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, replicas};

pub(crate) const RULE: Rule = Rule {
    id: "availability/replicas-not-spread",
    title: Text { en: "Replicas not spread over nodes", ja: "ノードに分散されないレプリカ" },
    why: Text {
        en: "The scheduler may put all replicas on one node or into one zone, and with it they all stop at \
             once.",
        ja: "スケジューラーは、すべてのレプリカを 1 つのノードまたはゾーンに配置することがあります。その場合、そこの障害ですべてが同時に停止します。",
    },
    fix: Text {
        en: "Add `topologySpreadConstraints` over `kubernetes.io/hostname` and `topology.kubernetes.io/zone`, \
             or a `podAntiAffinity`.",
        ja: "`kubernetes.io/hostname` と `topology.kubernetes.io/zone` を対象にした `topologySpreadConstraints`、または `podAntiAffinity` を追加してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "MustHaveAntiAffinityRulesSet" },
        Control { framework: "nist-800-53-r5", id: "SI-13" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "deployment-has-host-podantiaffinity" },
        Control { framework: "kube-score", id: "statefulset-has-host-podantiaffinity" },
        Control { framework: "kube-score", id: "pod-topology-spread-constraints" },
        Control { framework: "kube-linter", id: "no-anti-affinity" },
        Control { framework: "polaris", id: "topologySpreadConstraint" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
    ],
    check: Check::Object(
        &[
            ("apps", "Deployment"),
            ("apps", "StatefulSet"),
            ("apps", "ReplicaSet"),
            ("extensions", "Deployment"),
            ("extensions", "ReplicaSet"),
            ("", "ReplicationController"),
            ("argoproj.io", "Rollout"),
            ("apps.kruise.io", "CloneSet"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a constraint over nodes or zones",
    ja: "ノードまたはゾーンを対象にした制約",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let spec = top.at("spec.template.spec");
    if !spec.is_present() || replicas::least(object, top, sink.inventory()) < 2 {
        return;
    }
    let affinity = spec.at("affinity.podAntiAffinity");
    let required = affinity.at("requiredDuringSchedulingIgnoredDuringExecution").items("topologyKey");
    let preferred = affinity.at("preferredDuringSchedulingIgnoredDuringExecution").items("weight");
    let constraints = spec.at("topologySpreadConstraints");
    if required.is_empty() && preferred.is_empty() && constraints.items("topologyKey").is_empty() {
        sink.violated(&constraints, WANTED);
    }
}
