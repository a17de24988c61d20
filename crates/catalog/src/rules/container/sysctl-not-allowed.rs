//! A kernel setting that the rules of the organisation do not allow.

use sekimori_model::{Control, Edit, Role, Safety, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/sysctl-not-allowed",
    title: Text {
        en: "Sysctl not allowed by the organisation", ja: "組織で許可されていない sysctl"
    },
    why: Text {
        en: "The organisation has listed which settings of the kernel pods may change; others act on the node \
             and its other pods in ways that nobody has tried.",
        ja: "組織は、ポッドが変更してよいカーネル設定を定めています。それ以外の設定は、ノードや他のポッドに検証されていない影響を与えます。",
    },
    fix: Text {
        en: "Remove the sysctl, or have the lists changed.",
        ja: "sysctl を削除するか、一覧の変更を依頼してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "AllowedSysctlInterfaces" },
        Control { framework: "azure-policy-kubernetes", id: "ForbiddenSysctlInterfaces" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[
        Parameter {
            name: "allowed",
            about: Text {
                en: "The sysctls that pods may set; a name may end in `*`; none for no limit.",
                ja: "ポッドが設定してよい sysctl。名前の末尾に `*` を使えます。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "forbidden",
            about: Text {
                en: "The sysctls that no pod may set; a name may end in `*`.",
                ja: "どのポッドも設定してはならない sysctl。名前の末尾に `*` を使えます。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an allowed sysctl", ja: "許可された sysctl" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let (allowed, forbidden) = (sink.texts("allowed"), sink.texts("forbidden"));
    for sysctl in pod.spec.at("securityContext.sysctls").items("name") {
        let field = sysctl.at("name");
        let Some(name) = field.str().map(|name| name.replace('/', ".")) else { continue };
        if (!allowed.is_empty() && !has(allowed, &name)) || has(forbidden, &name) {
            let edit = Edit::Remove { path: sysctl.pointer() };
            sink.violated(&field, WANTED).patch(Safety::Unsafe, vec![edit]).on_linux_alone(pod);
        }
    }
}

/// Tells whether one of the names is that one; a name may end in `*`, as in the flags of the kubelet.
fn has(list: &[String], name: &str) -> bool {
    list.iter().any(|one| one.strip_suffix('*').map_or(one == name, |start| name.starts_with(start)))
}
