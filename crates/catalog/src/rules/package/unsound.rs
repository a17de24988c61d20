//! A package that does not keep a promise of its language.

use sekimori_model::{AdvisoryKind, Control, Severity};

use crate::{Check, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/unsound",
    title: Text {
        en: "Package that breaks its language's guarantees", ja: "言語の保証を守らないパッケージ"
    },
    why: Text {
        en: "Code that looks safe can read or change memory that is not its own. Whether that can be reached from outside depends on how it is used.",
        ja: "安全に見えるコードが、所有していないメモリを読み取ったり変更したりする可能性があります。外部から悪用できるかどうかは使い方によります。",
    },
    fix: Text {
        en: "Update to the version that the finding names. Where there is none, see whether you use the part that the advisory speaks of.",
        ja: "検出結果に示されたバージョンに更新してください。修正版がない場合は、アドバイザリが示す部分を使用しているかどうかを確認してください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    check: Check::Advisory(AdvisoryKind::Unsound),
    ..Rule::OF_PACKAGES
};
