//! A package that was made to do harm.

use sekimori_model::{AdvisoryKind, Control, Role, Severity};

use crate::{Check, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/malicious",
    title: Text { en: "Malicious package", ja: "悪意のあるパッケージ" },
    why: Text {
        en: "It was published to steal or to destroy. Where it was installed, its code may have run already, with all that the build or the user could reach.",
        ja: "窃取や破壊を目的に公開されたパッケージです。インストールした時点で、ビルドやユーザーの権限が及ぶ範囲で、コードがすでに実行された可能性があります。",
    },
    fix: Text {
        en: "Remove it, take every machine on which it was installed for broken into, and replace the credentials that were within its reach.",
        ja: "パッケージを取り除き、インストールしたコンピューターは侵害されたものとして扱い、到達できた資格情報をすべて交換してください。",
    },
    severity: Severity::Critical,
    role: Role::SecurityTeam,
    controls: &[Control { framework: "nist-800-190", id: "4.1.4" }],
    check: Check::Advisory(AdvisoryKind::Malicious),
    ..Rule::OF_PACKAGES
};
