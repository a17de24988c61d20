//! A user or group outside of the ranges of the organisation.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "container/user-not-allowed",
    title: Text {
        en: "User or group outside of the allowed ranges",
        ja: "許可された範囲外のユーザーまたはグループ",
    },
    why: Text {
        en: "The organisation gives each team numbers of its own, so that what one pod wrote or broke out of \
             is no other's; a number outside of them takes part of that away.",
        ja: "組織は、あるポッドのファイルや権限が別のポッドに及ばないよう、チームごとに番号を割り当てています。範囲外の番号を使うと、その分離が崩れます。",
    },
    fix: Text {
        en: "Set the user or group to a number of the allowed ranges.",
        ja: "ユーザーまたはグループを、許可された範囲の番号にしてください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "AllowedUsersGroups" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    parameters: &[
        Parameter {
            name: "users",
            about: Text {
                en: "The numbers that `runAsUser` may have, as ranges such as `1000-1999`; none for no limit.",
                ja: "`runAsUser` に使ってよい番号 (`1000-1999` のような範囲)。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "groups",
            about: Text {
                en: "The numbers that `runAsGroup` may have, as ranges; none for no limit.",
                ja: "`runAsGroup` に使ってよい番号の範囲。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "fsGroups",
            about: Text {
                en: "The numbers that `fsGroup` may have, as ranges; none for no limit.",
                ja: "`fsGroup` に使ってよい番号の範囲。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "supplementalGroups",
            about: Text {
                en: "The numbers that `supplementalGroups` may have, as ranges; none for no limit.",
                ja: "`supplementalGroups` に使ってよい番号の範囲。空の場合は制限しません。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a number of the allowed ranges", ja: "許可された範囲の番号" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_left_out(pod, sink) {
        return;
    }
    for (parameter, path) in [("users", "runAsUser"), ("groups", "runAsGroup")] {
        let ranges = sink.texts(parameter);
        if ranges.is_empty() {
            continue;
        }
        let contexts = pod.security_contexts(path);
        let pod_says = contexts.first().is_some_and(|(_, field)| field.is_present());
        for (container, field) in contexts {
            // Without a number on either, the image decides, which may be any.
            let is_open = container.is_some() && !field.is_present() && !pod_says;
            if is_open || field.int().is_some_and(|id| !is_in(ranges, id)) {
                sink.violated(&field, WANTED).maybe_container(container);
            }
        }
    }
    let context = pod.spec.at("securityContext");
    let group = context.at("fsGroup");
    let ranges = sink.texts("fsGroups");
    if !ranges.is_empty() && group.int().is_some_and(|id| !is_in(ranges, id)) {
        sink.violated(&group, WANTED);
    }
    let (list, ranges) = (context.at("supplementalGroups"), sink.texts("supplementalGroups"));
    for item in list.items("") {
        if !ranges.is_empty() && item.int().is_some_and(|id| !is_in(ranges, id)) {
            sink.violated(&list, WANTED).value(item.text().unwrap_or_default()).item(&item);
        }
    }
}

/// Tells whether a number is in one of the ranges, such as `1000-1999` or `1000`.
fn is_in(ranges: &[String], id: i64) -> bool {
    ranges.iter().any(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let bounds = first.trim().parse::<i64>().ok().zip(last.trim().parse::<i64>().ok());
        bounds.is_some_and(|(first, last)| (first..=last).contains(&id))
    })
}
