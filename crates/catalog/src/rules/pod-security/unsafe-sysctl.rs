//! A kernel setting that is not known to be safe.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/unsafe-sysctl",
    title: Text { en: "Unsafe sysctl", ja: "安全でない sysctl" },
    why: Text {
        en: "A sysctl outside of the safe set can switch off a protection of the kernel, or act on other pods and on \
             the node.",
        ja: "安全とされるもの以外の sysctl は、カーネルの保護を無効にしたり、他のポッドやノードに影響を与えたりするおそれがあります。",
    },
    fix: Text {
        en: "Remove the sysctl. Where the application needs the value, have the cluster operator set it on a node \
             pool of its own.",
        ja: "sysctl を削除してください。アプリケーションに必要な値であれば、クラスター オペレーターに依頼し、専用のノード プールで設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Baseline, check: "sysctls", since: Version::v1(0) }),
    steps: &[
        Step {
            since: Version::v1(27),
            change: Text {
                en: "`net.ipv4.ip_local_reserved_ports` is safe",
                ja: "`net.ipv4.ip_local_reserved_ports` が安全とされます。",
            },
        },
        Step {
            since: Version::v1(29),
            change: Text {
                en: "`net.ipv4.tcp_keepalive_time`, `net.ipv4.tcp_fin_timeout`, `net.ipv4.tcp_keepalive_intvl` and \
                     `net.ipv4.tcp_keepalive_probes` are safe",
                ja: "`net.ipv4.tcp_keepalive_time`、`net.ipv4.tcp_fin_timeout`、`net.ipv4.tcp_keepalive_intvl`、`net.ipv4.tcp_keepalive_probes` が安全とされます。",
            },
        },
        Step {
            since: Version::v1(32),
            change: Text {
                en: "`net.ipv4.tcp_rmem` and `net.ipv4.tcp_wmem` are safe",
                ja: "`net.ipv4.tcp_rmem` と `net.ipv4.tcp_wmem` が安全とされます。",
            },
        },
        Step {
            since: Version::v1(37),
            change: Text {
                en: "`net.ipv4.tcp_slow_start_after_idle` and `net.ipv4.tcp_notsent_lowat` are safe",
                ja: "`net.ipv4.tcp_slow_start_after_idle` と `net.ipv4.tcp_notsent_lowat` が安全とされます。",
            },
        },
    ],
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/sysctls" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedSysctlInterfaces" },
        Control { framework: "azure-policy-kubernetes", id: "ForbiddenSysctlInterfaces" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "unsafe-sysctls" },
        Control { framework: "trivy", id: "AVD-KSV-0026" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a sysctl of the safe set", ja: "安全とされる sysctl" };

/// The safe sysctls by the first version that has them.
///
/// # Source
/// Kubernetes v1.37, pod-security-admission, check `sysctls`.
const SAFE: [(u16, &[&str]); 5] = [
    (
        0,
        &[
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_syncookies",
        ],
    ),
    (27, &["net.ipv4.ip_local_reserved_ports"]),
    (
        29,
        &[
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
        ],
    ),
    (32, &["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]),
    (37, &["net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"]),
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for sysctl in pod.spec.at("securityContext.sysctls").items("name") {
        let Some(name) = sysctl.at("name").str_or_empty() else { continue };
        if !is_safe(name, sink.version()) {
            sink.violated(&sysctl, WANTED).seen(name).remove_unsafely().on_linux_alone(pod);
        }
    }
}

fn is_safe(name: &str, version: Version) -> bool {
    SAFE.iter().any(|(since, names)| version >= Version::v1(*since) && names.contains(&name))
}
