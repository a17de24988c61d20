//! An API server that talks to etcd without certificates.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-connection-unprotected",
    title: Text {
        en: "Connection to etcd without certificates", ja: "証明書を使わない etcd への接続"
    },
    why: Text {
        en: "etcd holds everything, Secrets too. Without certificates on both sides, whoever reaches the \
             network between them reads it or takes the place of etcd.",
        ja: "etcd には Secret を含むすべてのデータがあります。双方の証明書がないと、経路上の攻撃者に読み取られたり、etcd になりすまされたりします。",
    },
    fix: Text {
        en: "Set `--etcd-cafile`, `--etcd-certfile` and `--etcd-keyfile`.",
        ja: "`--etcd-cafile`、`--etcd-certfile`、`--etcd-keyfile` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.23" },
        Control { framework: "cis-kubernetes-1.12", id: "1.2.26" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0137" },
        Control { framework: "kubescape", id: "C-0140" },
        Control { framework: "checkov", id: "CKV_K8S_99" },
        Control { framework: "checkov", id: "CKV_K8S_102" },
        Control { framework: "trivy", id: "AVD-KCV-0026" },
        Control { framework: "trivy", id: "AVD-KCV-0029" },
    ],
    references: &["https://kubernetes.io/docs/setup/best-practices/certificates/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a file", ja: "ファイルの指定" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require(sink, &["etcd-cafile", "etcd-certfile", "etcd-keyfile"], WANTED);
    }
}
