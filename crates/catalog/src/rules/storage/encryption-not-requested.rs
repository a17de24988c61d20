//! Volumes of a driver that encrypts only when told to.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "storage/encryption-not-requested",
    title: Text { en: "Encryption of volumes not requested", ja: "ボリュームの暗号化の未指定" },
    why: Text {
        en: "Without the parameter, encryption depends on a setting of the cloud account that the manifest \
             does not show.",
        ja: "このパラメーターがない場合、暗号化されるかどうかは、マニフェストからは分からないクラウド アカウントの設定に依存します。",
    },
    fix: Text {
        en: "Set `encrypted: \"true\"`, with `kmsKeyId` for a key of your own.",
        ja: "`encrypted: \"true\"` を設定してください。独自のキーを使う場合は `kmsKeyId` も設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[Control { framework: "kubescape", id: "C-0264" }],
    references: &["https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"],
    check: Check::Object(&[("storage.k8s.io", "StorageClass")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`\"true\"`", ja: "`\"true\"`" };

/// Drivers that leave volumes in clear text by default. Disks of Azure and Google are always encrypted.
///
/// # Source
/// AWS EBS and EFS CSI drivers, documentation of parameters.
const DRIVERS: &[&str] = &["ebs.csi.aws.com", "kubernetes.io/aws-ebs"];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let is_known = top.at("provisioner").text().is_some_and(|name| DRIVERS.contains(&name));
    let field = top.at("parameters.encrypted");
    if is_known && !field.is_present() {
        sink.violated(&field, WANTED);
    }
}
