//! A package whose licence the configuration does not permit.

use sekimori_model::{Control, Licence, NotObservable, Role, Severity};
use sekimori_parse::licence::is_kept_by;

use crate::{Check, PackageSink, PackageView, Parameter, Preset, Rule, Text, is_like};

pub(crate) const RULE: Rule = Rule {
    id: "package/licence-denied",
    title: Text {
        en: "Package with a licence that is not permitted",
        ja: "許可されていないライセンスのパッケージ",
    },
    why: Text {
        en: "Who ships it has to keep its terms, which your own policy says you do not.",
        ja: "配布するにはライセンスの条件を守る必要がありますが、その条件はポリシーで受け入れないと定められています。",
    },
    fix: Text {
        en: "Replace the package, choose another of its licences, or have somebody who may decide so waive the finding with the reason.",
        ja: "別のパッケージに置き換えるか、選択できる別のライセンスを選んでください。使用を認める場合は、決定権を持つ人が理由を付けて免除してください。",
    },
    severity: Severity::High,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    parameters: &[
        Parameter {
            name: "allow",
            about: Text {
                en: "The licences that are permitted, as SPDX writes them; `*` stands for any text, and an expression for itself as a whole. Empty for all.",
                ja: "許可するライセンス (SPDX の表記)。`*` は任意の文字列を表します。式を書くと、その式全体に一致します。空の場合はすべて許可します。",
            },
            default: Preset::Texts(&[]),
        },
        Parameter {
            name: "deny",
            about: Text {
                en: "The licences that are not permitted, also where `allow` has them, written in the same way.",
                ja: "許可しないライセンス。書き方は `allow` と同じで、`allow` より優先されます。",
            },
            default: Preset::Texts(&[]),
        },
    ],
    references: &[
        "https://spdx.org/licenses/",
        "https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/",
    ],
    check: Check::Package(check),
    ..Rule::OF_PACKAGES
};

const WANTED: Text = Text {
    en: "a licence that `allow` and `deny` permit",
    ja: "`allow` と `deny` で許可されたライセンス",
};

fn check(view: &PackageView<'_>, sink: &mut PackageSink<'_>) {
    let (allow, deny) = (lower(sink.texts("allow")), lower(sink.texts("deny")));
    if allow.is_empty() && deny.is_empty() {
        return;
    }
    let Some(licence) = &view.package.licence else { return sink.unseen(NotObservable::NotTold) };
    let text = licence.text();
    let is_permitted = |one: &str| {
        let one = one.to_ascii_lowercase();
        // An exception only permits more than its licence does.
        let plain = one.split(" with ").next().unwrap_or_default();
        !is_like(&deny, &one) && (allow.is_empty() || is_like(&allow, &one) || is_like(&allow, plain))
    };
    let whole = text.to_ascii_lowercase();
    let is_kept = if is_like(&deny, &whole) {
        Some(false)
    } else if is_like(&allow, &whole) {
        Some(true)
    } else {
        is_kept_by(licence, &is_permitted)
    };
    match (is_kept, licence) {
        (Some(true), _) => {}
        // What is no expression may be any of those that are denied, but it is none that is allowed.
        (None, Licence::Named(_)) if allow.is_empty() => sink.unseen(NotObservable::NotTold),
        _ => sink.broken("licence", text, WANTED),
    }
}

fn lower(list: &[String]) -> Vec<String> {
    list.iter().map(|one| one.trim().to_ascii_lowercase()).collect()
}
