//! An AppArmor profile that is not in the list of allowed ones.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, profile_words, windows};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/app-armor-profile-not-allowed",
    title: Text {
        en: "AppArmor profile not allowed", ja: "許可されていない AppArmor プロファイル"
    },
    why: Text {
        en: "The profiles that were reviewed are in the list `allowed`; this one is not, and nobody may know what it lets \
             through.",
        ja: "レビュー済みのプロファイルはリスト `allowed` にあります。このプロファイルはリストになく、何を許可するものか確認されていない可能性があります。",
    },
    fix: Text {
        en: "Use one of the allowed profiles, or have this one reviewed and added to the parameter `allowed`.",
        ja: "許可されたプロファイルを使うか、このプロファイルのレビューを受けてパラメーター `allowed` に追加してもらってください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "EnforceAppArmorProfile" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The allowed profiles: `runtime/default`, `localhost/NAME`; `*` at the end stands for all that begin so. \
                 All are allowed where the list is empty.",
            ja: "許可するプロファイル。`runtime/default` または `localhost/名前` で指定し、末尾の `*` は前方一致を表します。空のリストではすべて許可されます。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &[
        "https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies#kubernetes",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "one of the profiles in `allowed`", ja: "`allowed` にあるプロファイル" };

const ANNOTATION_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let allowed = sink.texts("allowed");
    if allowed.is_empty() || windows::is_left_out(pod, sink) {
        return;
    }
    for (container, profile) in pod.security_contexts("appArmorProfile") {
        // `Unconfined` is told by pod-security/app-armor-profile-disabled.
        let Some(word) = profile_words::of_field(&profile) else { continue };
        if !profile_words::is_in(&word, allowed) {
            sink.violated(&profile, WANTED).maybe_container(container).seen(&word);
        }
    }
    for (_, annotation) in pod.annotations(ANNOTATION_PREFIX) {
        let Some(word) = annotation.text() else { continue };
        let is_profile = word == "runtime/default" || word.starts_with("localhost/");
        if is_profile && !profile_words::is_in(word, allowed) {
            sink.violated(&annotation, WANTED).seen(&format!("{word}, which is not allowed"));
        }
    }
}
