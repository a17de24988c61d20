//! A rule of an AppArmor profile with which a process leaves what the profile confines it to.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::lsm::apparmor::{Exec, File, Rule as PolicyRule, RuleKind};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/app-armor-escape-allowed",
    title: Text {
        en: "AppArmor rule lets a process out",
        ja: "プロセスが制限を抜け出せる AppArmor のルール",
    },
    why: Text {
        en: "With this rule a process reaches beyond the profile: it mounts what it likes over confined paths, traces any \
             other process, starts programs that no profile confines, or changes to another profile.",
        ja: "このルールがあると、プロセスはプロファイルの制限を抜け出せます。制限されたパスへの任意のマウント、任意のプロセスのトレース、プロファイルで制限されないプログラムの起動、別のプロファイルへの切り替えなどが可能になります。",
    },
    fix: Text {
        en: "Say what exactly is needed: `mount` with type, source and target, `ptrace` with `peer=@{profile_name}`, `Px` \
             or `ix` in place of `Ux`, one target for `change_profile`. Remove the rule where nothing is.",
        ja: "必要なものだけを具体的に指定してください。`mount` には種類とマウント元と先、`ptrace` には `peer=@{profile_name}`、`Ux` の代わりに `Px` か `ix`、`change_profile` には対象を一つ指定します。不要であればルールを削除してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://manpages.ubuntu.com/manpages/noble/man5/apparmor.d.5.html",
        "https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#apparmor",
    ],
    check: Check::AppArmor(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a rule that names what is needed", ja: "必要な対象だけを指定したルール" };
const WANTED_MODE: Text = Text { en: "a profile that confines", ja: "制限を行うプロファイル" };

/// Modes in which a profile confines nothing, or only what it denies.
const OPEN_MODES: &[&str] = &["unconfined", "default_allow"];

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for profile in &file.profiles {
        for mode in OPEN_MODES.iter().filter(|mode| profile.has_flag(mode)) {
            sink.violated_by_flag(file, profile, mode, WANTED_MODE);
        }
        for rule in profile.rules.iter().filter(|rule| !rule.qualifiers.deny && lets_out(rule)) {
            sink.violated_by(file, profile, rule, WANTED);
        }
    }
}

fn lets_out(rule: &PolicyRule<'_>) -> bool {
    match &rule.kind {
        RuleKind::All => true,
        RuleKind::Mount(words) | RuleKind::Remount(words) | RuleKind::PivotRoot(words) => words.is_empty(),
        // A peer is what it is about; access alone is still to all.
        RuleKind::Ptrace(words) => !words.iter().any(|word| word.starts_with("peer=")) && may_trace(words),
        RuleKind::File { access, .. } => access.exec() == Some(Exec::Unconfined),
        RuleKind::ChangeProfile { target, .. } => {
            target.is_none_or(|target| matches!(target, "*" | "**" | "unconfined" | "/**"))
        }
        _ => false,
    }
}

/// `readby` and `tracedby` are what others do to the process.
fn may_trace(words: &[&str]) -> bool {
    let mut all = words.iter().flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic()));
    words.is_empty() || all.any(|word| matches!(word, "trace" | "read" | "r" | "rw"))
}
