//! An etcd that lets anybody read and write.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-client-auth-off",
    title: Text {
        en: "etcd asks clients for no certificate", ja: "クライアント証明書を要求しない etcd"
    },
    why: Text {
        en: "Whoever reaches the port reads and writes everything in the cluster, past the API server.",
        ja: "ポートに到達できれば、API サーバーを通さずにクラスターのすべてのデータを読み書きできます。",
    },
    fix: Text {
        en: "Set `--client-cert-auth=true` with `--trusted-ca-file`.",
        ja: "`--client-cert-auth=true` と `--trusted-ca-file` を設定してください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.2" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0154" },
        Control { framework: "checkov", id: "CKV_K8S_117" },
        Control { framework: "trivy", id: "AVD-KCV-0043" },
    ],
    references: &["https://etcd.io/docs/v3.6/op-guide/security/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--client-cert-auth=true`", ja: "`--client-cert-auth=true`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        component.require_bool(sink, "client-cert-auth", (true, false), WANTED);
    }
}
