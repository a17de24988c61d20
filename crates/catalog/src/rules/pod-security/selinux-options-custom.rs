//! A pod or container that asks for an SELinux context which may not confine it.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Standard, Step, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/selinux-options-custom",
    title: Text { en: "Custom SELinux options", ja: "SELinux オプションの変更" },
    why: Text {
        en: "SELinux keeps a container away from the node by its type. Another type, user or role can lift that, as \
             the type `spc_t` does altogether.",
        ja: "SELinux はタイプによってコンテナーをノードから隔離します。タイプ、ユーザー、またはロールを変えると隔離が解けることがあり、タイプ `spc_t` では完全に解けます。",
    },
    fix: Text {
        en: "Remove `user` and `role`, and remove `type` or set one that is made for containers, such as \
             `container_t`. `level` may be set.",
        ja: "`user` と `role` を削除し、`type` も削除するか、`container_t` などコンテナー用のものを設定してください。`level` は設定できます。",
    },
    severity: Severity::Medium,
    standard: Some(Standard { level: Level::Baseline, check: "seLinuxOptions", since: Version::v1(0) }),
    steps: &[Step {
        since: Version::v1(31),
        change: Text {
            en: "the type `container_engine_t` is allowed",
            ja: "タイプ `container_engine_t` が許可されます。",
        },
    }],
    controls: &[
        Control { framework: "pod-security-standards", id: "baseline/seLinuxOptions" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "SELinux" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0025" }],
    references: &["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED_TYPE: Text = Text {
    en: "a type that is made for containers, or no value",
    ja: "コンテナー用のタイプ、または未設定",
};
const WANTED_NOTHING: Text = Text { en: "no value", ja: "未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let version = sink.version();
    for (container, options) in pod.security_contexts("seLinuxOptions") {
        let mut report = |field: Field<'_>, wanted| {
            sink.violated(&field, wanted).maybe_container(container).remove_unsafely().on_linux_alone(pod);
        };
        let kind = options.at("type");
        if kind.str().is_some_and(|kind| !is_allowed(kind, version)) {
            report(kind, WANTED_TYPE);
        }
        for field in [options.at("user"), options.at("role")] {
            if field.str().is_some_and(|name| !name.is_empty()) {
                report(field, WANTED_NOTHING);
            }
        }
    }
}

fn is_allowed(kind: &str, version: Version) -> bool {
    match kind {
        "" | "container_t" | "container_init_t" | "container_kvm_t" => true,
        "container_engine_t" => version >= Version::v1(31),
        _ => false,
    }
}
