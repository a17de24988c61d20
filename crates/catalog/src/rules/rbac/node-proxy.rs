//! A role that talks to kubelets through the API server.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, report_granted};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/node-proxy",
    title: Text {
        en: "Access to kubelets through nodes/proxy",
        ja: "nodes/proxy による kubelet へのアクセス",
    },
    why: Text {
        en: "`nodes/proxy` reaches the API of the kubelet: commands in every pod of the node, past the audit \
             log and admission.",
        ja: "`nodes/proxy` を使うと kubelet の API に到達でき、監査ログにもアドミッションにもかからずに、ノード上のすべてのポッドでコマンドを実行できます。",
    },
    fix: Text {
        en: "Use `nodes/metrics`, `nodes/stats`, `nodes/log`, `nodes/healthz` or `nodes/configz`, which the \
             kubelet tells apart from version 1.33.",
        ja: "代わりに `nodes/metrics`、`nodes/stats`、`nodes/log`、`nodes/healthz`、`nodes/configz` を使用してください。kubelet はバージョン 1.33 からこれらを区別します。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.10" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0279" },
        Control { framework: "checkov", id: "CKV2_K8S_2" },
        Control { framework: "trivy", id: "AVD-KSV-0047" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`nodes/metrics`, `nodes/stats` or another part of it",
    ja: "`nodes/metrics` や `nodes/stats` などの必要な部分のみ",
};

const POWERS: &[Power] = &[Power {
    group: "",
    resources: &["nodes/proxy", "*/proxy"],
    verbs: &["get", "create", "update", "patch", "delete"],
}];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    report_granted(object, top, sink, WANTED, POWERS);
}
