//! Volumes that are told not to be encrypted.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::storage::CLASSES_AND_VOLUMES;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "storage/encryption-disabled",
    title: Text { en: "Encryption of volumes switched off", ja: "ボリュームの暗号化の無効化" },
    why: Text {
        en: "The data lies in clear text on the disks and snapshots of the provider.",
        ja: "データは、プロバイダーのディスクやスナップショットに平文で保存されます。",
    },
    fix: Text {
        en: "Set `encrypted: \"true\"`. Volumes that exist keep what they are: copy their data to new ones.",
        ja: "`encrypted: \"true\"` を設定してください。既存のボリュームには反映されないため、データを新しいボリュームにコピーしてください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0264" }],
    references: &["https://kubernetes.io/docs/concepts/storage/storage-classes/#aws-ebs"],
    check: Check::Object(CLASSES_AND_VOLUMES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`\"true\"`", ja: "`\"true\"`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let parameters = if object.kind == "StorageClass" { "parameters" } else { "spec.csi.volumeAttributes" };
    for name in ["encrypted", "encryption", "secure"] {
        let field = top.at(parameters).at(name);
        if field.text().is_some_and(|text| text.eq_ignore_ascii_case("false")) {
            sink.violated(&field, WANTED).set_unsafely("true");
        }
    }
}
