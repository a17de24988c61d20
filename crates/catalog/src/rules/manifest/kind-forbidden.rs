//! An object of a kind that the organisation does not let into its clusters.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/kind-forbidden",
    title: Text { en: "Kind that is forbidden", ja: "禁止されている種類のオブジェクト" },
    why: Text {
        en: "The organisation decided that such objects are not to be made here.",
        ja: "組織の方針により、この種類のオブジェクトは作成できません。",
    },
    fix: Text {
        en: "Remove the object, or have an exception agreed on.",
        ja: "オブジェクトを削除するか、例外の承認を得てください。",
    },
    severity: Severity::Medium,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "BlockResource" },
        Control { framework: "nist-800-190", id: "4.4.5" },
    ],
    parameters: &[Parameter {
        name: "kinds",
        about: Text {
            en: "The kinds that are forbidden, each alone (`PodPreset`) or with its group (`batch/CronJob`).",
            ja: "禁止する種類。種類だけ (`PodPreset`)、またはグループ付き (`batch/CronJob`) で指定します。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://learn.microsoft.com/azure/aks/policy-reference"],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a kind that `kinds` does not name", ja: "`kinds` に含まれない種類" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let is_named = |wanted: &String| match wanted.rsplit_once('/') {
        Some((group, kind)) => kind == object.kind && group == object.group,
        None => wanted == object.kind,
    };
    if sink.texts("kinds").iter().any(is_named) {
        sink.violated(&top.at("kind"), WANTED);
    }
}
