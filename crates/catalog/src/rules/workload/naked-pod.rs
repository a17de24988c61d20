//! A pod that nothing makes again.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "workload/naked-pod",
    title: Text { en: "Pod without a controller", ja: "コントローラーのないポッド" },
    why: Text {
        en: "When its node fails or is drained the pod is gone: nothing makes it again, moves it or updates \
             it.",
        ja: "ノードの障害やドレインが発生すると、ポッドは失われます。再作成、移動、更新を行うものがありません。",
    },
    fix: Text {
        en: "Use a Deployment, a StatefulSet or a DaemonSet, or a Job for work that ends.",
        ja: "Deployment、StatefulSet、または DaemonSet を使用してください。終了する処理には Job を使用してください。",
    },
    severity: Severity::Low,
    role: Role::Developer,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "BlockNakedPods" },
        Control { framework: "nist-800-53-r5", id: "SI-13" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0073" }],
    references: &[
        "https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods",
        "https://kubernetes.io/docs/concepts/configuration/overview/",
    ],
    check: Check::Object(&[("", "Pod")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a controller that makes the pod", ja: "ポッドを作成するコントローラー" };

/// Annotations of pods that something else looks after: the kubelet, or Helm for the time of a release.
const LOOKED_AFTER: [&str; 3] =
    ["helm.sh/hook", "kubernetes.io/config.mirror", "kubernetes.io/config.source"];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("metadata.ownerReferences");
    let annotations = top.at("metadata.annotations");
    let is_looked_after = LOOKED_AFTER.iter().any(|key| annotations.key(key).is_present());
    // Parts of the control plane are manifests in a folder of the kubelet, which starts them again.
    let is_static = top.at("metadata.labels").key("tier").text() == Some("control-plane");
    if field.items("name").is_empty() && !is_looked_after && !is_static {
        sink.violated(&field, WANTED);
    }
}
