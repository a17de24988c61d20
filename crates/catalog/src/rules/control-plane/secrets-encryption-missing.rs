//! An API server that stores Secrets in clear text.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/secrets-encryption-missing",
    title: Text { en: "Secrets stored in clear text", ja: "Secret の平文での保存" },
    why: Text {
        en: "Whoever reads the disk, a snapshot or a backup of etcd reads all Secrets.",
        ja: "etcd のディスク、スナップショット、バックアップを読み取れると、すべての Secret を読み取られます。",
    },
    fix: Text {
        en: "Set `--encryption-provider-config` to an EncryptionConfiguration whose first provider for \
             `secrets` is `kms`, and write the existing Secrets again.",
        ja: "`--encryption-provider-config` に、`secrets` の最初のプロバイダーを `kms` とした EncryptionConfiguration を設定し、既存の Secret を書き込み直してください。",
    },
    severity: Severity::Medium,
    // kubeadm sets up a cluster without it, as its documentation shows.
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.27" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0141" },
        Control { framework: "kubescape", id: "C-0066" },
        Control { framework: "checkov", id: "CKV_K8S_104" },
        Control { framework: "trivy", id: "AVD-KCV-0030" },
    ],
    references: &["https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["encryption-provider-config"], WANTED);
    }
}
