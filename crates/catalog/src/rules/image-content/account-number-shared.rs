//! Two accounts of an image that are the same user.

use std::collections::BTreeMap;

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/account-number-shared",
    title: Text { en: "Accounts that share a number", ja: "番号を共有するアカウント" },
    why: Text {
        en: "The kernel knows numbers alone: what one of them owns or runs, the other may read, change and \
             stop.",
        ja: "カーネルは番号だけで判断します。一方が所有、実行するものを、もう一方が読み取り、変更、停止できます。",
    },
    fix: Text {
        en: "Give each account a number of its own.",
        ja: "アカウントごとに独自の番号を割り当ててください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.1.2" }],
    covers: &[Control { framework: "dockle", id: "DKL-LI-0002" }],
    references: &["https://man7.org/linux/man-pages/man5/passwd.5.html"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text =
    Text { en: "a number that no other account has", ja: "他のアカウントと重複しない番号" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let mut first = BTreeMap::new();
    for account in image.accounts {
        let earlier = *first.entry(account.user).or_insert(account.name.as_str());
        // Another root is a case of its own.
        if earlier != account.name && account.user != 0 {
            let seen = format!("{earlier}, {}: {}", account.name, account.user);
            sink.of_path("etc/passwd", account.layer, WANTED).value(&account.name).seen(&seen);
        }
    }
}
