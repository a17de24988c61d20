//! An API server whose list of authorizers lacks Node.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components, has};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/node-authorization-missing",
    title: Text { en: "Node authorizer missing", ja: "Node 認可の未使用" },
    why: Text {
        en: "Kubelets then need a role that reads all Secrets and pods; with the Node authorizer each sees \
             only what its own pods use.",
        ja: "Node 認可を使わないと、kubelet にすべての Secret とポッドを読み取れるロールが必要です。Node 認可では、自分のノードのポッドが使うものだけを読み取れます。",
    },
    fix: Text {
        en: "Add `Node` to `--authorization-mode`.",
        ja: "`--authorization-mode` に `Node` を追加してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.7" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0119" },
        Control { framework: "checkov", id: "CKV_K8S_75" },
        Control { framework: "trivy", id: "AVD-KCV-0008" },
    ],
    references: &["https://kubernetes.io/docs/reference/access-authn-authz/authorization/"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Node` in the list", ja: "リストに `Node` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        // Where everything is allowed, or nothing is said, another rule speaks.
        let mode = component.flag("authorization-mode").filter(|flag| !has(flag.value, "AlwaysAllow"));
        if mode.is_some() {
            component.require_element(sink, "authorization-mode", "Node", WANTED);
        }
    }
}
