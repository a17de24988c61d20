//! A seccomp profile that allows a call and not the newer one that libraries took its place with.

use sekimori_model::{Control, Edit, Persona, Safety, Severity};
use sekimori_parse::lsm::seccomp::{Action, Filter};
use sekimori_parse::lsm::syscalls;
use serde_json::json;

use crate::seccomp::Calls;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-successor-missing",
    title: Text {
        en: "Seccomp profile lacks a newer system call",
        ja: "新しいシステム コールのない seccomp プロファイル",
    },
    why: Text {
        en: "The profile allows a call, but not the one that newer C libraries or other processors use in its place: \
             after an update of the image or on another node the program fails with \"operation not permitted\".",
        ja: "このプロファイルでは、ある呼び出しは許可されていますが、新しい C ライブラリや別の CPU アーキテクチャで代わりに使われる呼び出しが許可されていません。イメージの更新後や別のノードで、プログラムが \"operation not permitted\" で失敗します。",
    },
    fix: Text {
        en: "Allow the newer call too, or set `defaultErrnoRet: 38` (ENOSYS), upon which libraries go back to the older.",
        ja: "新しい呼び出しも許可するか、`defaultErrnoRet: 38` (ENOSYS) を設定してください。ENOSYS が返れば、ライブラリは古い呼び出しを使います。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://man7.org/linux/man-pages/man2/seccomp.2.html",
        "https://sourceware.org/glibc/wiki/Release",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the newer call in the list too", ja: "新しい呼び出しも含むリスト" };

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    if filter.default_action() != Some(Action::Deny) || filter.pretends_absence() {
        return;
    }
    let (calls, arches) = (Calls::of(filter), filter.arches());
    for successor in syscalls::successors() {
        let Some(named) = calls.allowed.get(successor.older) else { continue };
        if calls.names(successor.newer) || !successor.is_made_on(arches) {
            continue;
        }
        let by = successor.by.map(|by| format!(" ({by})")).unwrap_or_default();
        let seen = format!("{}, but not {}{by}", successor.older, successor.newer);
        let violation = sink.violated(named.list.as_ref().unwrap_or(&named.place), WANTED);
        violation.value(successor.newer).item(&named.place).seen(&seen);
        if let Some(list) = named.list.as_ref().filter(|_| !named.is_conditional) {
            // Unsafe: a profile that allows more is a decision, though the newer call gives nothing that the older did not.
            let append = Edit::Append { path: list.pointer(), value: json!(successor.newer) };
            violation.patch(Safety::Unsafe, vec![append]);
        }
    }
}
