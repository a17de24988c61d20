//! A capability that the rules of the organisation do not allow.

use sekimori_model::{Control, Edit, Role, Safety, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "container/capability-not-allowed",
    title: Text {
        en: "Capability not allowed by the organisation",
        ja: "組織で許可されていないケーパビリティ",
    },
    why: Text {
        en: "The organisation has listed which capabilities containers may add and which they must drop; what \
             goes beyond has not been agreed upon.",
        ja: "組織は、コンテナーに追加してよいケーパビリティと削除すべきケーパビリティを定めています。それを超えるものは合意されていません。",
    },
    fix: Text {
        en: "Remove the capability from `add`, add the required ones to `drop`, or have the lists changed.",
        ja: "`add` からケーパビリティを削除し、必須のものを `drop` に追加してください。必要であれば、一覧の変更を依頼してください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerAllowedCapabilities" },
        Control { framework: "azure-policy-kubernetes", id: "ContainerDisallowedCapabilities" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[
        Parameter {
            name: "allowed",
            about: Text {
                en: "The capabilities that containers may add; `*` for all, none for no limit.",
                ja: "コンテナーに追加してよいケーパビリティ。`*` はすべてを表します。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "forbidden",
            about: Text {
                en: "The capabilities that no container may add.",
                ja: "どのコンテナーにも追加してはならないケーパビリティ。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "requiredDrop",
            about: Text {
                en: "The capabilities that every container must drop.",
                ja: "すべてのコンテナーで削除すべきケーパビリティ。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an allowed capability", ja: "許可されたケーパビリティ" };
const WANTED_DROP: Text =
    Text { en: "the capability in the list", ja: "このケーパビリティを含むリスト" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_left_out(pod, sink) {
        return;
    }
    let (allowed, forbidden) = (sink.texts("allowed"), sink.texts("forbidden"));
    for container in pod.containers() {
        let add = container.field.at("securityContext.capabilities.add");
        for item in add.items("name") {
            let Some(name) = item.str() else { continue };
            let outside = !allowed.is_empty() && !has(allowed, name) && !has(allowed, "*");
            if outside || has(forbidden, name) || (!forbidden.is_empty() && plain(name) == "ALL") {
                // At the list: what the Pod Security Standards forbid is reported at the item.
                let edit = Edit::Remove { path: item.pointer() };
                sink.violated(&add, WANTED)
                    .container(container)
                    .value(name)
                    .patch(Safety::Unsafe, vec![edit]);
            }
        }
        let drop = container.field.at("securityContext.capabilities.drop");
        let items = drop.items("name");
        let dropped: Vec<&str> = items.iter().filter_map(Field::text).collect();
        let drops = |name: &str| dropped.iter().any(|one| plain(one) == plain(name) || plain(one) == "ALL");
        for name in sink.texts("requiredDrop").iter().filter(|name| !drops(name)) {
            let violation = sink.violated(&drop, WANTED_DROP).container(container).value(name);
            violation.append_unsafely(name.as_str());
        }
    }
}

fn has(list: &[String], name: &str) -> bool {
    list.iter().any(|one| plain(one) == plain(name))
}

/// A capability as most write it; runtimes take it with the prefix of Linux too.
fn plain(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    name.strip_prefix("CAP_").map(str::to_owned).unwrap_or(name)
}
