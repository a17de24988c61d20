//! A package that nobody looks after any more.

use sekimori_model::{AdvisoryKind, Control, Severity};

use crate::{Check, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/unmaintained",
    title: Text { en: "Package that nobody maintains", ja: "保守されていないパッケージ" },
    why: Text {
        en: "The next vulnerability of it will be published, and no version without it.",
        ja: "次に脆弱性が見つかっても、公表されるだけで、修正版は提供されません。",
    },
    fix: Text {
        en: "Replace it with one that is maintained; the advisory often names some.",
        ja: "保守されているパッケージに置き換えてください。多くの場合、アドバイザリに代わりの候補が示されています。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    check: Check::Advisory(AdvisoryKind::Unmaintained),
    ..Rule::OF_PACKAGES
};
