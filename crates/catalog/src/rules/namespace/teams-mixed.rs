//! A workload in a namespace in which another team has one.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/teams-mixed",
    title: Text { en: "Teams mixed in a namespace", ja: "複数のチームが混在する名前空間" },
    why: Text {
        en: "Rights, quotas and network policies end at namespaces: teams in one namespace can change, read \
             and reach what is the others'.",
        ja: "権限、クォータ、ネットワーク ポリシーの境界は名前空間です。1 つの名前空間にいるチーム同士は、互いのリソースの変更、読み取り、接続ができます。",
    },
    fix: Text {
        en: "Give each team a namespace of its own.",
        ja: "チームごとに専用の名前空間を用意してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.1" },
        Control { framework: "nist-800-190", id: "4.3.4" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0209" }],
    parameters: &[Parameter {
        name: "labels",
        about: Text {
            en: "The labels that name a team; the first one that an object has counts.",
            ja: "チームを示すラベル。オブジェクトにある最初のラベルが使われます。",
        },
        default: Preset::Texts(&["team", "owner"]),
    }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/security/multi-tenancy/#namespaces"],
    check: Check::Object(
        &[
            ("", "Pod"),
            ("apps", "Deployment"),
            ("apps", "StatefulSet"),
            ("apps", "DaemonSet"),
            ("apps", "ReplicaSet"),
            ("batch", "Job"),
            ("batch", "CronJob"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "one team in the namespace", ja: "名前空間ごとに 1 つのチーム" };

/// A look at more workloads than this ends: the first that tells its team is seldom far.
const MAX_LOOKED_AT: usize = 100;

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let labels = top.at("metadata.labels");
    let own = sink.texts("labels").iter().find_map(|key| {
        let (name, field) = labels.entries(key).into_iter().find(|(name, _)| name == key)?;
        Some((name, field.clone(), field.text()?))
    });
    let Some((key, field, team)) = own.filter(|_| !object.namespace.is_empty()) else { return };
    // Not the label of the namespace itself: that often names who makes namespaces.
    let mut workloads = sink.inventory().workloads(object.namespace).take(MAX_LOOKED_AT);
    let first = workloads.find_map(|(item, _)| item.labels.get(key));
    if first.is_some_and(|first| first != team) {
        sink.violated(&field, WANTED);
    }
}
