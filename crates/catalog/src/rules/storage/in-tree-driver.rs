//! A class of volumes of a driver that was built into Kubernetes.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "storage/in-tree-driver",
    title: Text {
        en: "In-tree storage driver", ja: "Kubernetes 組み込みのストレージ ドライバー"
    },
    why: Text {
        en: "The drivers inside Kubernetes were removed or are redirected to CSI drivers, and get no new \
             features such as snapshots or encryption with own keys.",
        ja: "Kubernetes に組み込まれていたドライバーは、削除されたか CSI ドライバーに転送されており、スナップショットや独自キーによる暗号化などの新機能は追加されません。",
    },
    fix: Text {
        en: "Make a StorageClass of the CSI driver, such as `disk.csi.azure.com` or `ebs.csi.aws.com`, and \
             move claims to it.",
        ja: "`disk.csi.azure.com` や `ebs.csi.aws.com` などの CSI ドライバーの StorageClass を作成し、PersistentVolumeClaim を移行してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "EnforceCSIDriver" },
        Control { framework: "nist-800-190", id: "4.4.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K10" },
    ],
    references: &["https://kubernetes.io/docs/concepts/storage/volumes/#csi-migration"],
    check: Check::Object(&[("storage.k8s.io", "StorageClass")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a CSI driver", ja: "CSI ドライバー" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("provisioner");
    // Volumes that nobody provisions have this name too, and no driver.
    let driver = field.text().and_then(|name| name.strip_prefix("kubernetes.io/"));
    if driver.is_some_and(|driver| driver != "no-provisioner") {
        sink.violated(&field, WANTED);
    }
}
