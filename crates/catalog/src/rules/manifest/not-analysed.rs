//! Something that could not be read or judged.

use sekimori_model::Severity;

use crate::{Check, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/not-analysed",
    title: Text { en: "Not analysed", ja: "分析できなかった箇所" },
    why: Text {
        en: "What was not looked at has not passed: any rule may be broken in it.",
        ja: "調べていないものは合格ではありません。どのルールに違反している可能性もあります。",
    },
    fix: Text {
        en: "Mend the document, or raise the limit that stopped the analysis.",
        ja: "文書を修正するか、分析を止めた上限を引き上げてください。",
    },
    severity: Severity::Info,
    check: Check::Engine,
    ..Rule::BASE
};
