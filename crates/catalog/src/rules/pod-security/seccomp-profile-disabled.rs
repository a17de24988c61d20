//! A pod or container that seccomp is told not to confine.

use std::collections::HashSet;

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Step, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/seccomp-profile-disabled",
    title: Text { en: "Seccomp profile disabled", ja: "seccomp プロファイルの無効化" },
    why: Text {
        en: "Without a seccomp profile the container can make every system call, also the rare ones that exploits of \
             the kernel need.",
        ja: "seccomp プロファイルがないと、カーネルの脆弱性の悪用に必要なまれなものも含め、あらゆるシステム コールをコンテナーから実行できます。",
    },
    fix: Text {
        en: "Set `seccompProfile.type` to `RuntimeDefault`, or to `Localhost` with a profile of your own.",
        ja: "`seccompProfile.type` を `RuntimeDefault`、または独自のプロファイルを指す `Localhost` に設定してください。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Baseline,
        check: "seccompProfile_baseline",
        since: Version::v1(0),
    }),
    steps: &[
        Step {
            since: Version::v1(19),
            change: Text {
                en: "reads the fields `seccompProfile` and no longer the annotations \
                     `seccomp.security.alpha.kubernetes.io`",
                ja: "注釈 `seccomp.security.alpha.kubernetes.io` の代わりに、フィールド `seccompProfile` を調べます。",
            },
        },
        Step {
            since: Version::v1(25),
            change: Text {
                en: "at level restricted, not asked of pods with `os.name: windows`",
                ja: "レベル restricted では、`os.name: windows` のポッドには要求されません。",
            },
        },
    ],
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/seccompProfile_baseline" },
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "azure-policy-kubernetes", id: "AllowedSeccompProfile" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-seccomp-profile" },
        Control { framework: "kubescape", id: "C-0210" },
        Control { framework: "checkov", id: "CKV_K8S_31" },
        Control { framework: "trivy", id: "AVD-KSV-0104" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`RuntimeDefault` or `Localhost`", ja: "`RuntimeDefault` または `Localhost`" };
const WANTED_ANNOTATION: Text = Text {
    en: "`runtime/default`, `docker/default`, `localhost/...` or no annotation",
    ja: "`runtime/default`、`docker/default`、`localhost/...`、または注釈なし",
};

const POD_ANNOTATION: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if sink.version() < Version::v1(19) {
        return check_annotations(pod, sink);
    }
    // Upstream, seccompProfile_restricted replaces this check at level restricted, and with it comes the exemption.
    if sink.level() == Level::Restricted && windows::is_exempt(pod, sink) {
        return;
    }
    for (container, profile) in pod.security_contexts("seccompProfile") {
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
}

fn check_annotations(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let names: HashSet<&str> = pod.containers().iter().map(|container| container.name).collect();
    let mut annotations = pod.annotations(POD_ANNOTATION);
    annotations.retain(|(key, _)| *key == POD_ANNOTATION);
    let mut of_containers = pod.annotations(CONTAINER_ANNOTATION_PREFIX);
    // Unlike AppArmor's, an annotation for a container that the pod does not have is not judged.
    of_containers
        .retain(|(key, _)| key.strip_prefix(CONTAINER_ANNOTATION_PREFIX).is_some_and(|n| names.contains(n)));
    annotations.extend(of_containers);
    for (_, field) in annotations {
        if field.str_or_empty().is_some_and(|value| !is_allowed(value)) {
            sink.violated(&field, WANTED_ANNOTATION).set_unsafely("runtime/default").on_linux_alone(pod);
        }
    }
}

fn is_allowed(value: &str) -> bool {
    matches!(value, "runtime/default" | "docker/default") || value.starts_with("localhost/")
}
