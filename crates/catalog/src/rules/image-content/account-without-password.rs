//! An account of an image that anybody can log in to.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Password, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/account-without-password",
    title: Text { en: "Account with an empty password", ja: "空のパスワードを持つアカウント" },
    why: Text {
        en: "Whatever asks for a password, such as `su` or an SSH server, lets anybody in without one.",
        ja: "`su` や SSH サーバーなど、パスワードを求めるものに誰でもパスワードなしで入れます。",
    },
    fix: Text {
        en: "Lock the account: `passwd -l NAME`, or `!` in the second field of its line in `/etc/shadow`.",
        ja: "アカウントをロックしてください (`passwd -l NAME`、または `/etc/shadow` の該当行の 2 番目のフィールドを `!` にする)。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-258" },
    ],
    covers: &[Control { framework: "dockle", id: "DKL-LI-0001" }],
    references: &[
        "https://nvd.nist.gov/vuln/detail/CVE-2019-5021",
        "https://cwe.mitre.org/data/definitions/258.html",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "a locked account", ja: "ロックされたアカウント" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for account in image.accounts.iter().filter(|account| account.password == Password::Empty) {
        sink.of_path("etc/shadow", account.layer, WANTED).value(&account.name);
    }
}
