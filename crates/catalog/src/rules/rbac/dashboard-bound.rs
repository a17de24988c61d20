//! A dashboard with rights in the whole cluster.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{CLUSTER_BINDINGS, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/dashboard-bound",
    title: Text {
        en: "Dashboard bound in the cluster", ja: "ダッシュボードへのクラスター全体の権限の付与"
    },
    why: Text {
        en: "Whoever reaches the dashboard acts with the rights of its ServiceAccount, without logging in \
             where it lets people skip that.",
        ja: "ダッシュボードに到達した人は、その ServiceAccount の権限で操作できます。ログインを省略できる構成では認証も不要です。",
    },
    fix: Text {
        en: "Remove the binding, and let people log in to the dashboard with their own tokens.",
        ja: "このバインドを削除し、利用者には自分のトークンでダッシュボードにログインさせてください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0014" }],
    references: &["https://kubernetes.io/docs/tasks/access-application-cluster/web-ui-dashboard/"],
    check: Check::Object(CLUSTER_BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "another ServiceAccount, or the role of its own manifest",
    ja: "別の ServiceAccount、または付属のマニフェストのロール",
};

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // Its own manifest binds it to the metrics of nodes and pods.
    if top.at("roleRef.name").text().is_some_and(|role| role.starts_with("kubernetes-dashboard")) {
        return;
    }
    report_subjects(top, sink, WANTED, |kind, _, name| {
        kind == "ServiceAccount" && name == "kubernetes-dashboard"
    });
}
