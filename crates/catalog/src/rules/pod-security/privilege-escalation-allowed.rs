//! A container whose processes may gain more rights than their parent.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/privilege-escalation-allowed",
    title: Text { en: "Privilege escalation allowed", ja: "特権エスカレーションの許可" },
    why: Text {
        en: "Without `allowPrivilegeEscalation: false` a process can gain rights that its parent does not have, for \
             example by a set-user-ID program in the image.",
        ja: "`allowPrivilegeEscalation: false` がないと、イメージに含まれる set-user-ID プログラムなどにより、プロセスが親プロセスにない権限を得られます。",
    },
    fix: Text {
        en: "Set `securityContext.allowPrivilegeEscalation: false` on each container. Programs such as `sudo` then no \
             longer work in it.",
        ja: "各コンテナーに `securityContext.allowPrivilegeEscalation: false` を設定してください。設定後は、コンテナー内で `sudo` などのプログラムは使えなくなります。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Restricted,
        check: "allowPrivilegeEscalation",
        since: Version::v1(8),
    }),
    steps: &[Step {
        since: Version::v1(25),
        change: Text {
            en: "not asked of pods with `os.name: windows`",
            ja: "`os.name: windows` のポッドには要求されません。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/allowPrivilegeEscalation" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.6" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerNoPrivilegeEscalation" },
        Control { framework: "azure-policy-kubernetes", id: "MutatePrivilegeEscalationContainers" },
        Control { framework: "azure-policy-kubernetes", id: "MutatePrivilegeEscalationInitContainers" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "privilege-escalation-container" },
        Control { framework: "polaris", id: "privilegeEscalationAllowed" },
        Control { framework: "kubescape", id: "C-0016" },
        Control { framework: "kubescape", id: "C-0197" },
        Control { framework: "kubescape", id: "C-0211" },
        Control { framework: "kubescape", id: "C-0217" },
        Control { framework: "checkov", id: "CKV_K8S_20" },
        Control { framework: "checkov", id: "CKV_K8S_29" },
        Control { framework: "checkov", id: "CKV_K8S_30" },
        Control { framework: "trivy", id: "AVD-KSV-0001" },
        Control { framework: "trivy", id: "AVD-KSV-0118" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://www.kernel.org/doc/html/latest/userspace-api/no_new_privs.html",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false`", ja: "`false`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_exempt(pod, sink) {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("securityContext.allowPrivilegeEscalation");
        if field.bool() == Some(false) {
            continue;
        }
        let violation = sink.violated(&field, WANTED).container(container);
        // The API server refuses `false` beside `privileged: true`.
        if container.field.at("securityContext.privileged").bool() != Some(true) {
            violation.set_unsafely(false).on_linux_alone(pod);
        }
    }
}
