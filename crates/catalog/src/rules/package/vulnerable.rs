//! A package with a known vulnerability.

use sekimori_model::{AdvisoryKind, Control, Severity};

use crate::{Check, Parameter, Preset, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/vulnerable",
    title: Text {
        en: "Package with a known vulnerability", ja: "既知の脆弱性があるパッケージ"
    },
    why: Text {
        en: "The flaw is published: whoever reads the advisory knows where to look, and tools that try it are often public as well.",
        ja: "欠陥が公表されています。アドバイザリを読めば攻撃すべき場所がわかり、試すためのツールも公開されていることが少なくありません。",
    },
    fix: Text {
        en: "Update to the version that the finding names, or to a base image that has it. Where there is none, find out whether the flawed part is reached, and waive the finding with that reason.",
        ja: "検出結果に示されたバージョン、またはそれを含むベース イメージに更新してください。修正版がない場合は、欠陥のある部分が使われるかどうかを確認し、その理由を付けて免除してください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    parameters: &[
        Parameter {
            name: "ignoreUnfixed",
            about: Text {
                en: "Whether vulnerabilities without a fixed version decide nothing; they are still counted.",
                ja: "修正版のない脆弱性を判定に使わないかどうか。件数には含まれます。",
            },
            default: Preset::Flag(false),
        },
        Parameter {
            name: "exploitedIsCritical",
            about: Text {
                en: "Whether what is known to be exploited (CISA KEV) is critical, whatever its severity was.",
                ja: "悪用が確認されている脆弱性 (CISA KEV) を、元の重大度にかかわらず critical とするかどうか。",
            },
            default: Preset::Flag(false),
        },
        Parameter {
            name: "likelyPercent",
            about: Text {
                en: "From which probability of exploitation on (EPSS), in percent, the severity is at least high; 0 for never.",
                ja: "重大度を high 以上とする悪用確率 (EPSS) の下限。単位はパーセント。0 の場合は使いません。",
            },
            default: Preset::Percent(0),
        },
        Parameter {
            name: "graceDays",
            about: Text {
                en: "For how many days after its publication a vulnerability is reported but decides nothing.",
                ja: "公表後、報告だけを行い判定に使わない日数。",
            },
            default: Preset::Number(0),
        },
    ],
    check: Check::Advisory(AdvisoryKind::Vulnerability),
    ..Rule::OF_PACKAGES
};
