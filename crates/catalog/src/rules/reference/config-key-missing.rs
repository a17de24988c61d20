//! A workload that takes a key which its ConfigMap or Secret does not have.

use sekimori_model::inventory::{Facts, Item};
use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;
use sekimori_parse::kubernetes::references;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "reference/config-key-missing",
    title: Text {
        en: "Key not in the ConfigMap or Secret", ja: "ConfigMap または Secret にないキーの参照"
    },
    why: Text {
        en: "A container that takes a key which is not there is not started, and a volume with such a key is \
             not mounted.",
        ja: "存在しないキーを参照するコンテナーは起動せず、そのようなキーを含むボリュームはマウントされません。",
    },
    fix: Text {
        en: "Correct the key, or add it to the ConfigMap or Secret.",
        ja: "キーを修正するか、ConfigMap または Secret に追加してください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-linter", id: "env-value-from" }],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a key of the object", ja: "オブジェクトにあるキー" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let (inventory, namespace) = (sink.inventory(), pod.owner.namespace);
    for reference in references(pod) {
        let Some(name) = reference.name.text().filter(|_| !reference.is_optional) else { continue };
        let known: Vec<_> = inventory.named(reference.kind.kind(), namespace, name).collect();
        if known.is_empty() || inventory.makers(reference.kind, namespace, name).next().is_some() {
            continue;
        }
        for field in &reference.keys {
            let Some(key) = field.str() else { continue };
            // What has no keys is filled in by somebody else.
            let may_have = |item: &&Item| match &item.facts {
                Facts::Keys(keys) => keys.is_empty() || keys.iter().any(|known| **known == *key),
                _ => true,
            };
            if !known.iter().any(may_have) {
                sink.violated(field, WANTED);
            }
        }
    }
}
