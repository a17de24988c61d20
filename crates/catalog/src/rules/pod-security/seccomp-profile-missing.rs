//! A container for which nobody asks for a seccomp profile.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;
use serde_json::json;

use crate::{Check, Rule, Sink, Standard, Step, Text, seccomp_annotations, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/seccomp-profile-missing",
    title: Text { en: "No seccomp profile", ja: "seccomp プロファイルなし" },
    why: Text {
        en: "Unless the kubelet is set up otherwise, a container without a seccomp profile can make every system call, \
             also the rare ones that exploits of the kernel need.",
        ja: "kubelet で別の設定をしていない限り、seccomp プロファイルのないコンテナーからは、カーネルの脆弱性の悪用に必要なまれなものも含め、あらゆるシステム コールを実行できます。",
    },
    fix: Text {
        en: "Set `securityContext.seccompProfile.type: RuntimeDefault` on the pod or on each container.",
        ja: "ポッドまたは各コンテナーに `securityContext.seccompProfile.type: RuntimeDefault` を設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Restricted,
        check: "seccompProfile_restricted",
        since: Version::v1(19),
    }),
    steps: &[Step {
        since: Version::v1(25),
        change: Text {
            en: "not asked of pods with `os.name: windows`",
            ja: "`os.name: windows` のポッドには要求されません。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/seccompProfile_restricted" },
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedSeccompProfile" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "MutateSeccompProfileContainers" },
        Control { framework: "azure-policy-kubernetes", id: "MutateSeccompProfileInitContainers" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-seccomp-profile" },
        Control { framework: "polaris", id: "linuxHardening" },
        Control { framework: "kubescape", id: "C-0055" },
        Control { framework: "kubescape", id: "C-0210" },
        Control { framework: "kubescape", id: "C-0211" },
        Control { framework: "checkov", id: "CKV_K8S_31" },
        Control { framework: "trivy", id: "AVD-KSV-0030" },
        Control { framework: "trivy", id: "AVD-KSV-0104" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`RuntimeDefault` or `Localhost` on the pod or the container",
    ja: "ポッドまたはコンテナーで `RuntimeDefault` または `Localhost`",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_exempt(pod, sink) {
        return;
    }
    // A profile of the pod with a bad type is reported once, at the pod, by seccomp-profile-disabled.
    if pod.spec.at("securityContext.seccompProfile").is_present() {
        return;
    }
    let annotations = seccomp_annotations::of(pod);
    for container in pod.containers() {
        let profile = container.field.at("securityContext.seccompProfile");
        if !profile.is_present() {
            let violation = sink.violated(&profile, WANTED).container(container);
            let value = json!({ "type": "RuntimeDefault" });
            match seccomp_annotations::of_container(container, &annotations) {
                // Safe: what the profile takes away are calls that few programs make, or that fail without capabilities.
                None => violation.set(value),
                // Somebody wanted no profile.
                Some(other) if other.text().and_then(seccomp_annotations::profile).is_none() => {
                    violation.set_unsafely(value)
                }
                // The field that the annotation asks for is set by lsm/seccomp-annotation-ignored; this one would win.
                Some(_) => violation,
            }
            .on_linux_alone(pod);
        }
    }
}
