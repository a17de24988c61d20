//! A container that sees all of `/proc`.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/proc-mount-unmasked",
    title: Text { en: "Kernel files in /proc unmasked", ja: "/proc の保護の解除" },
    why: Text {
        en: "Container runtimes hide parts of `/proc` and make others read-only. Without that the container reads \
             secrets of the kernel and changes settings of the node.",
        ja: "コンテナー ランタイムは `/proc` の一部を隠し、一部を読み取り専用にします。この保護がないと、コンテナーからカーネルの機密情報を読み取ったり、ノードの設定を変更したりできます。",
    },
    fix: Text {
        en: "Remove `procMount`. Where containers are built inside of a container, give the pod `hostUsers: false`.",
        ja: "`procMount` を削除してください。コンテナー内でコンテナーを作成する場合は、ポッドに `hostUsers: false` を設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Baseline, check: "procMount", since: Version::v1(0) }),
    steps: &[Step {
        since: Version::v1(35),
        change: Text {
            en: "not asked of pods with `hostUsers: false`, of which level restricted asks it all the same \
                 (`pod-security/proc-mount-changed`)",
            ja: "`hostUsers: false` のポッドには要求されません (レベル restricted では `pod-security/proc-mount-changed` が引き続き要求します)。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/procMount" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedProcMountType" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "unsafe-proc-mount" },
        Control { framework: "polaris", id: "procMount" },
        Control { framework: "trivy", id: "AVD-KSV-0027" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Default` or no value", ja: "`Default` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() >= Version::v1(35) && pod.has_own_users() {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("securityContext.procMount");
        if field.str().is_some_and(|kind| kind != "Default") {
            sink.violated(&field, WANTED).container(container).set_unsafely("Default").on_linux_alone(pod);
        }
    }
}
