//! A container with users of its own that sees all of `/proc`.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/proc-mount-changed",
    title: Text {
        en: "Kernel files in /proc unmasked in a user namespace",
        ja: "ユーザー名前空間での /proc の保護の解除",
    },
    why: Text {
        en: "With `hostUsers: false` the root of the pod is nobody on the node, but an unmasked `/proc` still shows \
             it kernel files that container runtimes hide.",
        ja: "`hostUsers: false` ではポッド内の root はノードで権限のないユーザーになりますが、`/proc` の保護を解除すると、コンテナー ランタイムが隠すカーネルのファイルは依然として見えてしまいます。",
    },
    fix: Text {
        en: "Remove `procMount`, or run workloads that build containers in a namespace at level baseline.",
        ja: "`procMount` を削除するか、コンテナーを作成するワークロードをレベル baseline の名前空間で実行してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Restricted,
        check: "procMount_restricted",
        since: Version::v1(35),
    }),
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/procMount_restricted" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedProcMountType" },
    ],
    covers: &[
        Control { framework: "polaris", id: "procMount" },
        Control { framework: "trivy", id: "AVD-KSV-0027" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Default` or no value", ja: "`Default` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // proc-mount-unmasked reports all other pods.
    if !pod.has_own_users() {
        return;
    }
    for container in pod.containers() {
        let field = container.field.at("securityContext.procMount");
        if field.str().is_some_and(|kind| kind != "Default") {
            sink.violated(&field, WANTED).container(container).set_unsafely("Default").on_linux_alone(pod);
        }
    }
}
