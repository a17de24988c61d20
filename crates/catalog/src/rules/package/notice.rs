//! A package that there is something to know about.

use sekimori_model::{AdvisoryKind, Control, Severity};

use crate::{Check, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/notice",
    title: Text { en: "Package with a notice", ja: "お知らせがあるパッケージ" },
    why: Text {
        en: "Its authors want those who use it to know something that is no vulnerability.",
        ja: "脆弱性ではありませんが、作者が利用者に知らせたい事柄があります。",
    },
    fix: Text {
        en: "Read what the advisory says, and act on it or waive the finding.",
        ja: "アドバイザリを読み、対応するか、検出結果を免除してください。",
    },
    severity: Severity::Info,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    check: Check::Advisory(AdvisoryKind::Notice),
    ..Rule::OF_PACKAGES
};
