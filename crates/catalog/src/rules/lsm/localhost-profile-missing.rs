//! A profile of the node that nothing in the scanned tree brings there.

use sekimori_model::{Confidence, Control, Persona, Severity, Version};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Parameter, Preset, Rule, Sink, Text, profile_words, windows};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/localhost-profile-missing",
    title: Text {
        en: "Localhost profile not found", ja: "存在しない Localhost プロファイルの参照"
    },
    why: Text {
        en: "A container whose seccomp or AppArmor profile is not on its node does not start, and the scheduler does not \
             know which nodes have it.",
        ja: "seccomp または AppArmor のプロファイルがノードにないと、コンテナーは起動しません。スケジューラーは、どのノードにプロファイルがあるかを考慮しません。",
    },
    fix: Text {
        en: "Correct the name, or add the profile to what is scanned together: its file, a `SeccompProfile` or \
             `AppArmorProfile` object, or the ConfigMap of a loader. Name profiles that come with the nodes in the \
             parameter `provided`.",
        ja: "名前を修正するか、プロファイル (そのファイル、`SeccompProfile` や `AppArmorProfile` オブジェクト、またはローダーの ConfigMap) を一緒にスキャンしてください。ノードに最初からあるプロファイルは、パラメーター `provided` に指定してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    parameters: &[Parameter {
        name: "provided",
        about: Text {
            en: "Profiles that nodes have: names of AppArmor profiles and paths of seccomp profiles, as pods name them; \
                 `*` at the end stands for all that begin so.",
            ja: "ノードにあるプロファイルを、ポッドで指定するとおりに、AppArmor は名前、seccomp はパスで指定します。末尾の `*` は前方一致を表します。",
        },
        default: Preset::Texts(&[]),
    }],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
        "https://kubernetes.io/docs/tutorials/security/apparmor/#setting-up-nodes-with-profiles",
        "https://github.com/kubernetes-sigs/security-profiles-operator/blob/main/installation-usage.md",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED_SECCOMP: Text = Text {
    en: "a seccomp profile that is scanned too, or one of `provided`",
    ja: "一緒にスキャンされる seccomp プロファイル、または `provided` にあるもの",
};
const WANTED_APP_ARMOR: Text = Text {
    en: "an AppArmor profile that is scanned too, or one of `provided`",
    ja: "一緒にスキャンされる AppArmor プロファイル、または `provided` にあるもの",
};

const ANNOTATION_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if windows::is_left_out(pod, sink) {
        return;
    }
    let (provided, inventory) = (sink.texts("provided"), sink.inventory());
    let is_lacking =
        |name: &str, known: bool| !name.is_empty() && !known && !profile_words::is_in(name, provided);
    for (container, profile) in pod.security_contexts("seccompProfile") {
        let Some((path, field)) = localhost(&profile) else { continue };
        if is_lacking(path, inventory.has_seccomp_profile(path)) {
            sink.violated(&field, WANTED_SECCOMP).maybe_container(container);
        }
    }
    for (container, profile) in pod.security_contexts("appArmorProfile") {
        let Some((name, field)) = localhost(&profile) else { continue };
        if is_lacking(name, inventory.has_app_armor_profile(name)) {
            sink.violated(&field, WANTED_APP_ARMOR).maybe_container(container);
        }
    }
    for (key, annotation) in pod.annotations(ANNOTATION_PREFIX) {
        let Some(name) = annotation.text().and_then(|text| text.strip_prefix("localhost/")) else { continue };
        let of = key.strip_prefix(ANNOTATION_PREFIX).unwrap_or_default();
        let container = pod.containers().iter().find(|container| container.name == of);
        // From 1.30 there is a field, which has to say the same and is judged above.
        let is_said = container.is_some_and(|c| c.field.at("securityContext.appArmorProfile").is_present());
        if !(is_said && sink.version() >= Version::v1(30))
            && is_lacking(name, inventory.has_app_armor_profile(name))
        {
            sink.violated(&annotation, WANTED_APP_ARMOR).seen(name);
        }
    }
}

fn localhost<'a>(profile: &Field<'a>) -> Option<(&'a str, Field<'a>)> {
    if profile.at("type").text() != Some("Localhost") {
        return None;
    }
    let field = profile.at("localhostProfile");
    Some((field.text()?, field))
}
