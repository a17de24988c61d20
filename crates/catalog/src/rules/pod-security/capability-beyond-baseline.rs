//! A capability that no ordinary application needs.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text, capabilities, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/capability-beyond-baseline",
    title: Text { en: "Dangerous capability added", ja: "危険なケーパビリティの追加" },
    why: Text {
        en: "Capabilities such as `SYS_ADMIN`, `NET_ADMIN` or `SYS_PTRACE` are parts of the root user's power over \
             the node; some of them are enough to leave the container.",
        ja: "`SYS_ADMIN`、`NET_ADMIN`、`SYS_PTRACE` などのケーパビリティは、ノードに対する root の権限の一部です。それだけでコンテナーから脱出できるものもあります。",
    },
    fix: Text {
        en: "Remove the capability from `capabilities.add`. Where a process cannot do without it, give it to a small \
             workload of its own and waive that one.",
        ja: "`capabilities.add` からケーパビリティを削除してください。どうしても必要なプロセスは小さな別のワークロードに分け、そのワークロードだけを免除してください。",
    },
    severity: Severity::High,
    standard: Some(Standard {
        level: Level::Baseline,
        check: "capabilities_baseline",
        since: Version::v1(0),
    }),
    steps: &[Step {
        since: Version::v1(25),
        change: Text {
            en: "at level restricted, not asked of pods with `os.name: windows`",
            ja: "レベル restricted では、`os.name: windows` のポッドには要求されません。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/capabilities_baseline" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.9" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedCapabilities" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerDisallowedCapabilities" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerDisallowedSysAdminCapability" },
    ],
    covers: &[
        Control { framework: "polaris", id: "dangerousCapabilities" },
        Control { framework: "kubescape", id: "C-0046" },
        Control { framework: "kubescape", id: "C-0200" },
        Control { framework: "kubescape", id: "C-0219" },
        Control { framework: "checkov", id: "CKV_K8S_25" },
        Control { framework: "checkov", id: "CKV_K8S_39" },
        Control { framework: "trivy", id: "AVD-KSV-0005" },
        Control { framework: "trivy", id: "AVD-KSV-0022" },
        Control { framework: "trivy", id: "AVD-KSV-0120" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "only capabilities that container runtimes grant by default, and not `NET_RAW`",
    ja: "`NET_RAW` を除く、コンテナー ランタイムの既定のケーパビリティのみ",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // Upstream, capabilities_restricted replaces this check at level restricted, and with it comes the exemption.
    if sink.level() == Level::Restricted && windows::is_exempt(pod, sink) {
        return;
    }
    capabilities::report_added(pod, sink, WANTED, |name| !capabilities::is_baseline(name));
}
