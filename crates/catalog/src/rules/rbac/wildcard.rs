//! A role that grants everything of some sort.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/wildcard",
    title: Text { en: "Wildcard in a role", ja: "ロールでのワイルドカードの使用" },
    why: Text {
        en: "`*` grants what nobody listed: also secrets, subresources such as `pods/exec`, all paths of the API \
             server, and whatever a later version or a new custom resource brings.",
        ja: "`*` を指定すると、列挙していない権限まで付与されます。シークレット、`pods/exec` などのサブリソース、API サーバーのすべてのパスのほか、今後のバージョンや新しいカスタム リソースで追加されるものも含まれます。",
    },
    fix: Text {
        en: "List the API groups, resources, verbs and paths that are really used; the audit log shows them.",
        ja: "実際に使用する API グループ、リソース、動詞、パスだけを列挙してください。監査ログで確認できます。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.3" },
        Control { framework: "azure-policy-kubernetes", id: "BlockWildcardRoles" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "wildcard-in-rules" },
        Control { framework: "kubescape", id: "C-0187" },
        Control { framework: "checkov", id: "CKV_K8S_49" },
        Control { framework: "trivy", id: "AVD-KSV-0044" },
        Control { framework: "trivy", id: "AVD-KSV-0045" },
        Control { framework: "trivy", id: "AVD-KSV-0046" },
        Control { framework: "trivy", id: "AVD-KSV-0055" },
        Control { framework: "trivy", id: "AVD-KSV-0112" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrole-example",
    ],
    check: Check::Object(
        &[("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "ClusterRole")],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the names that are needed", ja: "必要な名前のみ" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for rule in top.at("rules").items("resources") {
        for list in [rule.at("apiGroups"), rule.at("resources"), rule.at("verbs")] {
            for item in list.items("") {
                if item.text() == Some("*") {
                    sink.violated(&list, WANTED).item(&item).seen("*");
                }
            }
        }
        // A star at the end of a path stands for the rest of it, so both of these are every path.
        let paths = rule.at("nonResourceURLs");
        for item in paths.items("") {
            if let Some(all @ ("*" | "/*")) = item.text() {
                sink.violated(&paths, WANTED).item(&item).seen(all);
            }
        }
    }
}
