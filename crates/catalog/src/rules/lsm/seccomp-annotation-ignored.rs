//! An annotation for seccomp, which nothing reads any more.

use sekimori_model::{Control, Edit, Safety, Severity, Version};
use sekimori_parse::kubernetes::{Field, Pod};
use serde_json::{Value, json};

use crate::{Check, Rule, Sink, Step, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-annotation-ignored",
    title: Text { en: "Seccomp annotation has no effect", ja: "効果のない seccomp の注釈" },
    why: Text {
        en: "Kubernetes reads the seccomp annotations no longer since version 1.27, so the pod runs without the profile \
             that the manifest seems to give it.",
        ja: "Kubernetes 1.27 以降、seccomp の注釈は読み取られません。マニフェストで指定したように見えるプロファイルは、実際にはポッドに適用されません。",
    },
    fix: Text {
        en: "Say it in the field `securityContext.seccompProfile` of the pod or the container, and remove the annotation.",
        ja: "ポッドまたはコンテナーのフィールド `securityContext.seccompProfile` で指定し、注釈は削除してください。",
    },
    severity: Severity::Medium,
    steps: &[Step {
        since: Version::v1(27),
        change: Text {
            en: "begins to report: until 1.26 the annotations are read",
            ja: "報告を始めます。1.26 までは注釈が読み取られます。",
        },
    }],
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/labels-annotations-taints/#seccomp-security-alpha-kubernetes-io-pod",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
        "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.27.md",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "the field `securityContext.seccompProfile` and no annotation",
    ja: "注釈ではなくフィールド `securityContext.seccompProfile`",
};

const POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() < Version::v1(27) {
        return;
    }
    let whole = pod.annotations(POD).into_iter().filter(|(key, _)| *key == POD);
    let annotations: Vec<_> = whole.chain(pod.annotations(CONTAINER_PREFIX)).collect();
    if annotations.is_empty() || windows::is_exempt(pod, sink) {
        return;
    }
    for (key, annotation) in annotations {
        let owner = match key.strip_prefix(CONTAINER_PREFIX) {
            None => Some(&pod.spec),
            Some(name) => pod.containers().iter().find(|c| c.name == name).map(|c| &c.field),
        };
        let field = owner.map(|owner| owner.at("securityContext.seccompProfile"));
        let (safety, edits) = repair(&annotation, field.as_ref());
        sink.violated(&annotation, WANTED).patch(safety, edits);
    }
}

/// Sets the field where there is none yet, and removes the annotation.
fn repair(annotation: &Field<'_>, field: Option<&Field<'_>>) -> (Safety, Vec<Edit>) {
    let mut edits = Vec::new();
    let mut safety = Safety::Safe;
    let wanted = annotation.text().and_then(profile);
    if let (Some(field), Some(value)) = (field.filter(|field| !field.is_present()), wanted) {
        // The runtime's profile takes away calls that few programs make; a file may not be on the node, and then the pod
        // does not start.
        if value.get("localhostProfile").is_some() {
            safety = Safety::Unsafe;
        }
        edits.push(Edit::Set { path: field.pointer(), value });
    }
    edits.push(Edit::Remove { path: annotation.pointer() });
    (safety, edits)
}

/// The field's value for an annotation's; none for `unconfined`, which is what the pod has today.
fn profile(annotation: &str) -> Option<Value> {
    match annotation {
        "runtime/default" | "docker/default" => Some(json!({ "type": "RuntimeDefault" })),
        _ => {
            let path = annotation.strip_prefix("localhost/").filter(|path| !path.is_empty())?;
            Some(json!({ "type": "Localhost", "localhostProfile": path }))
        }
    }
}
