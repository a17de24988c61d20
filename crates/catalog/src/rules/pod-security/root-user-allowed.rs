//! A container that may run as root because nothing says that it must not.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/root-user-allowed",
    title: Text {
        en: "Container may run as root", ja: "root で実行される可能性があるコンテナー"
    },
    why: Text {
        en: "Without `runAsNonRoot: true` the image decides which user runs, and root in a container is root in every \
             escape from it.",
        ja: "`runAsNonRoot: true` がないと、実行ユーザーはイメージ任せになります。root で動くコンテナーから脱出されると、ノードでも root になります。",
    },
    fix: Text {
        en: "Set `securityContext.runAsNonRoot: true` on the pod or on each container, and give the image a numeric \
             `USER` other than 0.",
        ja: "ポッドまたは各コンテナーに `securityContext.runAsNonRoot: true` を設定し、イメージの `USER` を 0 以外の数値にしてください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Restricted, check: "runAsNonRoot", since: Version::v1(0) }),
    steps: &[Step {
        since: Version::v1(35),
        change: Text {
            en: "not asked of pods with `hostUsers: false`, whose root is nobody on the node",
            ja: "`hostUsers: false` のポッドには要求されません (ポッド内の root はノードでは権限のないユーザーです)。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/runAsNonRoot" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.7" },
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedUsersGroups" },
        Control { framework: "azure-policy-kubernetes", id: "MutateRunAsNonRoot" },
        Control { framework: "azure-policy-kubernetes", id: "MutateRunAsNonRootInitContainers" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "run-as-non-root" },
        Control { framework: "polaris", id: "runAsRootAllowed" },
        Control { framework: "kubescape", id: "C-0013" },
        Control { framework: "kubescape", id: "C-0198" },
        Control { framework: "kubescape", id: "C-0211" },
        Control { framework: "kubescape", id: "C-0218" },
        Control { framework: "checkov", id: "CKV_K8S_23" },
        Control { framework: "checkov", id: "CKV_K8S_29" },
        Control { framework: "checkov", id: "CKV_K8S_30" },
        Control { framework: "trivy", id: "AVD-KSV-0012" },
        Control { framework: "trivy", id: "AVD-KSV-0118" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`true` on the pod or the container", ja: "ポッドまたはコンテナーで `true`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() >= Version::v1(35) && pod.has_own_users() {
        return;
    }
    let of_pod = pod.spec.at("securityContext.runAsNonRoot");
    if of_pod.bool() == Some(false) {
        // Even where every container says true: the standard forbids the word at the pod.
        sink.violated(&of_pod, WANTED).set_unsafely(true);
    }
    for container in pod.containers() {
        let field = container.field.at("securityContext.runAsNonRoot");
        // A pod that says false is reported once, at that field; its containers inherit the cause.
        let inherits = !field.is_present() && of_pod.bool().is_some();
        if field.bool() != Some(true) && !inherits {
            let own = container.field.at("securityContext.runAsUser");
            let user = if own.is_present() { own } else { pod.spec.at("securityContext.runAsUser") };
            let violation = sink.violated(&field, WANTED).container(container);
            // Beside user 0 the kubelet would refuse to start it.
            if user.text() != Some("0") {
                violation.set_unsafely(true);
            }
        }
    }
}
