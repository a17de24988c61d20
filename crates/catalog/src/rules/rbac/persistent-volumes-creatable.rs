//! A role that makes persistent volumes.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/persistent-volumes-creatable",
    title: Text { en: "PersistentVolumes can be created", ja: "PersistentVolume の作成の許可" },
    why: Text {
        en: "A PersistentVolume may be of type `hostPath`, so whoever makes one reads and writes the files \
             of nodes, whatever admission says about pods.",
        ja: "PersistentVolume には `hostPath` を指定できます。作成できると、ポッドに対するアドミッションの制限に関係なく、ノードのファイルを読み書きできます。",
    },
    fix: Text {
        en: "Remove the verbs; let a StorageClass provision volumes for PersistentVolumeClaims.",
        ja: "該当する動詞を削除し、PersistentVolumeClaim に対するボリュームは StorageClass に用意させてください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.9" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0278" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "PersistentVolumeClaims only", ja: "PersistentVolumeClaim のみ" };

const POWERS: &[Power] =
    &[Power { group: "", resources: &["persistentvolumes"], verbs: &["create", "update", "patch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
