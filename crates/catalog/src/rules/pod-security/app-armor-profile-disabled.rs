//! A pod or container that AppArmor is told not to confine.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/app-armor-profile-disabled",
    title: Text { en: "AppArmor profile disabled", ja: "AppArmor プロファイルの無効化" },
    why: Text {
        en: "A process that no AppArmor profile confines may mount file systems and write to kernel files in `/proc` \
             and `/sys`, as far as its capabilities allow.",
        ja: "AppArmor プロファイルで制限されないプロセスは、ケーパビリティが許す限り、ファイル システムのマウントや、`/proc` と `/sys` にあるカーネルのファイルへの書き込みができます。",
    },
    fix: Text {
        en: "Leave the profile out to get the default of the container runtime, or set `RuntimeDefault`, or \
             `Localhost` with a profile of your own.",
        ja: "プロファイルの指定を削除してコンテナー ランタイムの既定に任せるか、`RuntimeDefault`、または独自のプロファイルを指す `Localhost` を設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Baseline, check: "appArmorProfile", since: Version::v1(0) }),
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/appArmorProfile" },
        Control { framework: "azure-policy-kubernetes", id: "EnforceAppArmorProfile" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0002" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "`RuntimeDefault`, `Localhost` or no profile at all",
    ja: "`RuntimeDefault`、`Localhost`、またはプロファイルの指定なし",
};
const WANTED_ANNOTATION: Text = Text {
    en: "`runtime/default`, `localhost/...` or no annotation",
    ja: "`runtime/default`、`localhost/...`、または注釈なし",
};

/// A container's name follows. Any name is judged, also that of a container which the pod does not have.
const ANNOTATION_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for (container, profile) in pod.security_contexts("appArmorProfile") {
        let kind = profile.at("type");
        // A profile without a type is refused too.
        let bad = kind.str_or_empty().is_some_and(|kind| !matches!(kind, "RuntimeDefault" | "Localhost"));
        if profile.is_present() && bad {
            sink.violated(&kind, WANTED)
                .maybe_container(container)
                .set_unsafely("RuntimeDefault")
                .on_linux_alone(pod);
        }
    }
    for (_, field) in pod.annotations(ANNOTATION_PREFIX) {
        if field.str_or_empty().is_some_and(|value| !is_allowed(value)) {
            sink.violated(&field, WANTED_ANNOTATION).set_unsafely("runtime/default").on_linux_alone(pod);
        }
    }
}

fn is_allowed(value: &str) -> bool {
    value.is_empty() || value == "runtime/default" || value.starts_with("localhost/")
}
