//! A security context constraint that lets privileged containers in.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "openshift/scc-privileged",
    title: Text {
        en: "Constraint that allows privileged containers", ja: "特権コンテナーを許可する SCC"
    },
    why: Text {
        en: "Whoever may use the constraint runs containers with all rights on the node.",
        ja: "この SecurityContextConstraints を使用できると、ノード上のすべての権限を持つコンテナーを実行できます。",
    },
    fix: Text {
        en: "Set `allowPrivilegedContainer: false`, and add the single capabilities or volumes that the \
             workload needs.",
        ja: "`allowPrivilegedContainer: false` を設定し、ワークロードに必要なケーパビリティやボリュームだけを個別に追加してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[Control { framework: "kube-linter", id: "scc-deny-privileged-container" }],
    references: &[
        "https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html",
    ],
    check: Check::Object(&[("security.openshift.io", "SecurityContextConstraints")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false`", ja: "`false`" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("allowPrivilegedContainer");
    // OpenShift makes this one itself.
    if object.name != "privileged" && field.bool() == Some(true) {
        sink.violated(&field, WANTED).set_unsafely(false);
    }
}
