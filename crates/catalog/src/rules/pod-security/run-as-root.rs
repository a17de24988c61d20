//! A pod or container that is told to run as root.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/run-as-root",
    title: Text { en: "Told to run as root", ja: "root での実行の指定" },
    why: Text {
        en: "`runAsUser: 0` makes the process root even where the image names another user, and root in a container \
             is root in every escape from it.",
        ja: "`runAsUser: 0` を指定すると、イメージが別のユーザーを指定していてもプロセスは root で動きます。root で動くコンテナーから脱出されると、ノードでも root になります。",
    },
    fix: Text {
        en: "Set `runAsUser` to the number of a user other than 0 that may read the application's files, or remove it \
             and set `runAsNonRoot: true`.",
        ja: "`runAsUser` に、アプリケーションのファイルを読み取れる 0 以外のユーザー番号を設定するか、`runAsUser` を削除して `runAsNonRoot: true` を設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Restricted, check: "runAsUser", since: Version::v1(23) }),
    steps: &[Step {
        since: Version::v1(35),
        change: Text {
            en: "not asked of pods with `hostUsers: false`, whose root is nobody on the node",
            ja: "`hostUsers: false` のポッドには要求されません (ポッド内の root はノードでは権限のないユーザーです)。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "restricted/runAsUser" },
        Control { framework: "cis-kubernetes-1.12", id: "5.2.7" },
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedUsersGroups" },
        Control { framework: "azure-policy-kubernetes", id: "MutateRunAsNonRootUserContainers" },
        Control { framework: "azure-policy-kubernetes", id: "MutateRunAsNonRootUserInitContainers" },
        Control { framework: "azure-policy-kubernetes", id: "MutateRunAsNonRootUserPod" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "run-as-non-root" },
        Control { framework: "polaris", id: "runAsRootAllowed" },
        Control { framework: "kubescape", id: "C-0013" },
        Control { framework: "kubescape", id: "C-0198" },
        Control { framework: "kubescape", id: "C-0218" },
        Control { framework: "checkov", id: "CKV_K8S_23" },
        Control { framework: "trivy", id: "AVD-KSV-0105" },
    ],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a number other than `0`, or no value", ja: "`0` 以外の数値、または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() >= Version::v1(35) && pod.has_own_users() {
        return;
    }
    for (container, field) in pod.security_contexts("runAsUser") {
        if field.int() == Some(0) {
            sink.violated(&field, WANTED).maybe_container(container);
        }
    }
}
