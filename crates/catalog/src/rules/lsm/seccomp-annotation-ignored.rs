//! An annotation for seccomp, which nothing reads any more.

use sekimori_model::{Control, Edit, Safety, Severity, Version};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Step, Text, seccomp_annotations, windows};

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

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() < Version::v1(27) {
        return;
    }
    let annotations = seccomp_annotations::of(pod);
    if annotations.is_empty() || windows::is_left_out(pod, sink) {
        return;
    }
    for (name, annotation) in annotations {
        let owner = match name {
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
    if let Some(field) = field.filter(|field| !field.is_present()) {
        let wanted = annotation.text().and_then(seccomp_annotations::profile);
        // The runtime's profile takes away calls that few programs make. A file may not be on the node, and then the pod
        // does not start. Of `unconfined` the annotation is the last word that says why there is no profile.
        if wanted.as_ref().is_none_or(|value| value.get("localhostProfile").is_some()) {
            safety = Safety::Unsafe;
        }
        edits.extend(wanted.map(|value| Edit::Set { path: field.pointer(), value }));
    }
    edits.push(Edit::Remove { path: annotation.pointer() });
    (safety, edits)
}
