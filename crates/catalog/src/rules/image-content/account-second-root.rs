//! An account of an image that is root by another name.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/account-second-root",
    title: Text {
        en: "Second account with the rights of root", ja: "root と同じ権限を持つ別のアカウント"
    },
    why: Text {
        en: "Whoever becomes this user is root, although no rule that looks for the name `root` notices. \
             It is a common back door.",
        ja: "このユーザーになると root の権限を得ますが、`root` という名前を調べるルールでは検出されません。よくあるバックドアです。",
    },
    fix: Text {
        en: "Remove it, or give it a number of its own.",
        ja: "削除するか、独自の番号を割り当ててください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    references: &["https://attack.mitre.org/techniques/T1136/001/"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a number other than 0", ja: "0 以外の番号" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for account in image.accounts.iter().filter(|account| account.user == 0 && account.name != "root") {
        sink.of_path("etc/passwd", account.layer, WANTED).value(&account.name);
    }
}
