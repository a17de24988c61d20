//! A rule of an AppArmor profile that gives all there is of a kind.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::lsm::apparmor::{File, Profile, Rule as PolicyRule, RuleKind};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/app-armor-rule-broad",
    title: Text {
        en: "AppArmor rule allows everything", ja: "すべてを許可する AppArmor のルール"
    },
    why: Text {
        en: "The rule allows all files, capabilities or networks, and no rule of the profile denies any: for that kind the \
             profile confines nothing.",
        ja: "このルールはすべてのファイル、ケーパビリティ、またはネットワークを許可し、それを制限する拒否ルールもありません。その種類について、プロファイルは何も制限していません。",
    },
    fix: Text {
        en: "List what the program needs, such as `/var/cache/web/** rw,`, `capability net_bind_service,` or `network inet \
             stream,`, or deny what it must not have.",
        ja: "`/var/cache/web/** rw,`、`capability net_bind_service,`、`network inet stream,` のようにプログラムに必要なものを列挙するか、使わせたくないものを拒否してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://manpages.ubuntu.com/manpages/noble/man5/apparmor.d.5.html",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
    ],
    check: Check::AppArmor(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a rule that names what is needed, or others that deny",
    ja: "必要な対象だけを指定したルール、または拒否ルール",
};

/// What a rule gives all of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Files,
    Capabilities,
    Networks,
}

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for profile in &file.profiles {
        for rule in profile.rules.iter().filter(|rule| !rule.qualifiers.deny) {
            let Some(all_of) = all_of(rule) else { continue };
            if !denies_some(profile, all_of) {
                sink.violated_by(file, profile, rule, WANTED);
            }
        }
    }
}

fn all_of(rule: &PolicyRule<'_>) -> Option<Kind> {
    match &rule.kind {
        RuleKind::Capability(words) if words.is_empty() => Some(Kind::Capabilities),
        RuleKind::Network(words) if words.is_empty() => Some(Kind::Networks),
        RuleKind::File { path, access, .. } if !rule.qualifiers.owner => {
            let everywhere = path.is_none_or(|path| matches!(path, "/**" | "/{,**}" | "/{**,}" | "**"));
            (everywhere && (access.writes() || access.exec().is_some())).then_some(Kind::Files)
        }
        _ => None,
    }
}

fn denies_some(profile: &Profile<'_>, kind: Kind) -> bool {
    let is_of_kind = |rule: &PolicyRule<'_>| match rule.kind {
        RuleKind::File { .. } => kind == Kind::Files,
        RuleKind::Capability(_) => kind == Kind::Capabilities,
        RuleKind::Network(_) => kind == Kind::Networks,
        _ => false,
    };
    profile.rules.iter().any(|rule| rule.qualifiers.deny && is_of_kind(rule))
}
