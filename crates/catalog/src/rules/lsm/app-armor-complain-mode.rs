//! An AppArmor profile that tells of what it forbids and lets it happen.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::lsm::apparmor::File;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/app-armor-complain-mode",
    title: Text { en: "AppArmor profile only complains", ja: "警告のみの AppArmor プロファイル" },
    why: Text {
        en: "A profile in complain mode writes to the log what its rules forbid, and lets it happen: the container runs as \
             if it had none.",
        ja: "complain モードのプロファイルは、ルールで禁止された操作をログに記録するだけで、操作自体は許可します。コンテナーはプロファイルがないのと同じ状態で動作します。",
    },
    fix: Text {
        en: "Once the log is quiet, remove the flag `complain`, and load the profile again.",
        ja: "ログに何も出なくなったら、フラグ `complain` を削除してプロファイルを読み込み直してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://manpages.ubuntu.com/manpages/noble/man5/apparmor.d.5.html",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
    ],
    check: Check::AppArmor(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no flag `complain`", ja: "フラグ `complain` なし" };

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    for profile in file.profiles.iter().filter(|profile| profile.has_flag("complain")) {
        sink.violated_by_flag(file, profile, "complain", WANTED);
    }
}
