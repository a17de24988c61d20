//! An account of an image that has a password.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Password, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/account-password-set",
    title: Text {
        en: "Account with a password in the image", ja: "パスワードが設定されたアカウント"
    },
    why: Text {
        en: "It is the same in every container, its hash can be tried at leisure by whoever may pull the \
             image, and nobody changes it.",
        ja: "すべてのコンテナーで同じパスワードになります。イメージを取得できる人はハッシュを時間をかけて解析でき、変更されることもありません。",
    },
    fix: Text {
        en: "Lock the account, and let people in by the rights of the cluster: `kubectl exec`.",
        ja: "アカウントをロックし、クラスターの権限管理の下で `kubectl exec` を使ってください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-798" },
    ],
    references: &["https://cwe.mitre.org/data/definitions/798.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a locked account", ja: "ロックされたアカウント" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for account in image.accounts.iter().filter(|account| account.password == Password::Set) {
        sink.of_path("etc/shadow", account.layer, WANTED).value(&account.name);
    }
}
