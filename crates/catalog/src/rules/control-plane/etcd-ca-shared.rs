//! An etcd that trusts the cluster's own authority.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-ca-shared",
    title: Text {
        en: "etcd trusts the cluster's authority", ja: "クラスターの認証局を信頼する etcd"
    },
    why: Text {
        en: "Every client certificate of the cluster, such as that of a kubelet, is then let in by etcd, \
             which knows no roles there.",
        ja: "kubelet などクラスターのどのクライアント証明書でも etcd に接続でき、etcd 側では権限が区別されません。",
    },
    fix: Text {
        en: "Make an authority for etcd alone, and name it in `--trusted-ca-file`.",
        ja: "etcd 専用の認証局を作成し、`--trusted-ca-file` で指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.7" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0159" }],
    references: &["https://kubernetes.io/docs/setup/best-practices/certificates/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an authority for etcd alone", ja: "etcd 専用の認証局" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        for name in ["trusted-ca-file", "peer-trusted-ca-file"] {
            let Some(flag) = component.flag(name) else { continue };
            // Where kubeadm and most others keep the authority of the cluster.
            if flag.value == "/etc/kubernetes/pki/ca.crt" {
                component.report(sink, flag, WANTED, None);
            }
        }
    }
}
