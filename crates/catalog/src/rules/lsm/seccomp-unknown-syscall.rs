//! A seccomp profile that names a system call which no kernel has.

use sekimori_model::{Control, Severity};
use sekimori_parse::lsm::seccomp::Filter;
use sekimori_parse::lsm::syscalls;

use crate::{Check, Rule, Sink, Text, seccomp};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-unknown-syscall",
    title: Text {
        en: "Unknown system call in a seccomp profile",
        ja: "seccomp プロファイルの未知のシステム コール",
    },
    why: Text {
        en: "Runtimes pass over names that Linux does not have without a word: the call that was meant is neither denied \
             nor allowed.",
        ja: "Linux に存在しない名前は、ランタイムに警告なしで無視されます。意図した呼び出しは拒否も許可もされません。",
    },
    fix: Text {
        en: "Correct the name: `man 2 syscalls` lists them all. Remove it if it stands for nothing.",
        ja: "名前を修正してください。一覧は `man 2 syscalls` で確認できます。該当するものがなければ削除してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &[
        "https://man7.org/linux/man-pages/man2/syscalls.2.html",
        "https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "the name of a system call of Linux, up to version 7.0",
    ja: "Linux (バージョン 7.0 まで) のシステム コールの名前",
};

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    for entry in filter.entries() {
        for (place, in_list) in seccomp::places(&entry) {
            let Some(name) = place.text().filter(|name| !syscalls::is_known(name)) else { continue };
            let list = entry.field.at("names");
            let violation = sink.violated(if in_list { &list } else { &place }, WANTED);
            violation.value(name).item(&place);
            if let Some(near) = syscalls::nearest(name) {
                violation.seen(&format!("{name} ({near}?)"));
            }
        }
    }
}
