//! A capability that a hardened application does not need.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text, capabilities, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/capability-beyond-restricted",
    title: Text { en: "Capability added back", ja: "ケーパビリティの再追加" },
    why: Text {
        en: "A capability that is added back is one more right for an intruder to use. Most of the default ones are of \
             use only to a process that starts as root.",
        ja: "戻したケーパビリティの分だけ、侵入者が使える権限も増えます。既定のケーパビリティの多くは、root で起動するプロセスにしか役に立ちません。",
    },
    fix: Text {
        en: "Remove the capability from `capabilities.add`, and let the process run as the user that owns its files. \
             Only `NET_BIND_SERVICE` may stay, for ports below 1024.",
        ja: "`capabilities.add` からケーパビリティを削除し、ファイルの所有者であるユーザーでプロセスを実行してください。残せるのは、1024 未満のポートのための `NET_BIND_SERVICE` だけです。",
    },
    severity: Severity::Low,
    standard: Some(Standard {
        level: Level::Restricted,
        check: "capabilities_restricted",
        since: Version::v1(22),
    }),
    steps: &[Step {
        since: Version::v1(25),
        change: Text {
            en: "not asked of pods with `os.name: windows`",
            ja: "`os.name: windows` のポッドには要求されません。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/capabilities_restricted" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.9" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedCapabilities" },
    ],
    covers: &[
        Control { framework: "polaris", id: "insecureCapabilities" },
        Control { framework: "kubescape", id: "C-0200" },
        Control { framework: "kubescape", id: "C-0219" },
        Control { framework: "checkov", id: "CKV_K8S_25" },
        Control { framework: "trivy", id: "AVD-KSV-0022" },
        Control { framework: "trivy", id: "AVD-KSV-0106" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`NET_BIND_SERVICE` or nothing", ja: "`NET_BIND_SERVICE` のみ、または追加なし" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_exempt(pod, sink) {
        return;
    }
    // What the baseline refuses already is reported there.
    let is_bad = |name: &str| capabilities::is_baseline(name) && !capabilities::is_restricted(name);
    capabilities::report_added(pod, sink, WANTED, is_bad);
}
