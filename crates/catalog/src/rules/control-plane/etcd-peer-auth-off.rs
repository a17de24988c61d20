//! An etcd that lets anybody join.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/etcd-peer-auth-off",
    title: Text { en: "etcd asks peers for no certificate", ja: "ピア証明書を要求しない etcd" },
    why: Text {
        en: "Whoever reaches the peer port joins as a member, and gets a copy of everything.",
        ja: "ピア ポートに到達できれば、メンバーとして参加してすべてのデータの複製を入手できます。",
    },
    fix: Text {
        en: "Set `--peer-client-cert-auth=true` with `--peer-trusted-ca-file`.",
        ja: "`--peer-client-cert-auth=true` と `--peer-trusted-ca-file` を設定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "2.5" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0157" },
        Control { framework: "checkov", id: "CKV_K8S_121" },
        Control { framework: "trivy", id: "AVD-KCV-0046" },
    ],
    references: &["https://etcd.io/docs/v3.6/op-guide/security/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`--peer-client-cert-auth=true`", ja: "`--peer-client-cert-auth=true`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::Etcd]) {
        component.require_bool(sink, "peer-client-cert-auth", (true, false), WANTED);
    }
}
