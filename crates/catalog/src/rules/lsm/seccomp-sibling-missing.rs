//! A seccomp profile that denies a call and forgets another one with the same effect.

use sekimori_model::{Control, Edit, Safety, Severity};
use sekimori_parse::lsm::seccomp::{Action, Filter};
use sekimori_parse::lsm::syscalls;
use serde_json::json;

use crate::seccomp::Calls;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-sibling-missing",
    title: Text { en: "Seccomp profile can be bypassed", ja: "迂回できる seccomp プロファイル" },
    why: Text {
        en: "The profile allows all but a few calls, and beside a denied one it leaves open another that does the same: \
             `fchmodat2` for `chmod`, say. Programs and attackers alike just take that one.",
        ja: "このプロファイルは一部の呼び出しだけを拒否していますが、同じ効果を持つ別の呼び出し (`chmod` に対する `fchmodat2` など) を許可したままです。プログラムからも攻撃者からも、そちらを使われれば拒否の意味がなくなります。",
    },
    fix: Text {
        en: "Deny the calls of the same effect too, or better, allow only what the program needs.",
        ja: "同じ効果を持つ呼び出しも拒否してください。プログラムに必要な呼び出しだけを許可するほうが確実です。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &[
        "https://man7.org/linux/man-pages/man2/seccomp.2.html",
        "https://man7.org/linux/man-pages/man2/chmod.2.html",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "all calls of the same effect in the list",
    ja: "同じ効果を持つ呼び出しをすべて含むリスト",
};

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    if filter.default_action() != Some(Action::Allow) {
        return;
    }
    let (calls, arches) = (Calls::of(filter), filter.arches());
    for group in syscalls::same_effect() {
        let Some((first, named)) = group.iter().find_map(|name| calls.denied.get_key_value(name)) else {
            continue;
        };
        let forgotten: Vec<&str> = group
            .iter()
            .copied()
            .filter(|name| !calls.names(name) && syscalls::exists_on(name, arches))
            .collect();
        if forgotten.is_empty() {
            continue;
        }
        let seen = format!("{first}, but not {}", forgotten.join(", "));
        let violation = sink.violated(named.list.as_ref().unwrap_or(&named.place), WANTED);
        violation.value(first).item(&named.place).seen(&seen);
        if let Some(list) = &named.list {
            // Unsafe: the program may use what was left open.
            let append = |name: &&str| Edit::Append { path: list.pointer(), value: json!(name) };
            violation.patch(Safety::Unsafe, forgotten.iter().map(append).collect());
        }
    }
}
