//! An API server that lets a node change other nodes.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/node-not-restricted",
    title: Text {
        en: "Nodes not restricted to themselves", ja: "ノードによる他ノードの変更の許可"
    },
    why: Text {
        en: "Without `NodeRestriction` the credential of one kubelet changes other nodes and their pods, and \
             gives its node any label.",
        ja: "`NodeRestriction` がないと、1 つの kubelet の資格情報で他のノードやそのポッドを変更したり、自分のノードに任意のラベルを付けたりできます。",
    },
    fix: Text {
        en: "Add `NodeRestriction` to `--enable-admission-plugins`.",
        ja: "`--enable-admission-plugins` に `NodeRestriction` を追加してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.14" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0127" },
        Control { framework: "checkov", id: "CKV_K8S_85" },
        Control { framework: "trivy", id: "AVD-KCV-0016" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`NodeRestriction` in the list", ja: "リストに `NodeRestriction` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_element(sink, "enable-admission-plugins", "NodeRestriction", WANTED);
    }
}
