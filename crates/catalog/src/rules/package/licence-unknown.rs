//! A package of which no file tells the licence.

use sekimori_model::{Confidence, Control, Licence, Persona, Role, Severity};

use crate::{Check, PackageSink, PackageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "package/licence-unknown",
    title: Text {
        en: "Package without a known licence", ja: "ライセンスがわからないパッケージ"
    },
    why: Text {
        en: "Without a licence nobody has the right to use or to ship it. Many lockfiles do not name licences, so that this is often a gap of the file and not of the package.",
        ja: "ライセンスがなければ、使用も配布も許されません。ただし、ライセンスを記録しないロックファイルも多いため、パッケージではなくファイルの情報不足であることもあります。",
    },
    fix: Text {
        en: "Look the licence up where the package is published, or judge the image or an SBOM, which know more than lockfiles.",
        ja: "パッケージの公開元でライセンスを確認してください。または、ロックファイルより多くの情報を持つイメージや SBOM を対象にしてください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    role: Role::Developer,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    references: &["https://spdx.org/licenses/"],
    check: Check::Package(check),
    ..Rule::OF_PACKAGES
};

const WANTED: Text = Text { en: "an SPDX expression", ja: "SPDX のライセンス式" };

fn check(view: &PackageView<'_>, sink: &mut PackageSink<'_>) {
    match &view.package.licence {
        Some(Licence::Expression(_)) => {}
        Some(Licence::Named(text)) => sink.broken("licence", text, WANTED),
        None => sink.broken("licence", "-", WANTED),
    }
}
