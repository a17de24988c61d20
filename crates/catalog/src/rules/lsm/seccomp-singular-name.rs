//! An entry of a seccomp profile in the form of old, with `name` instead of `names`.

use sekimori_model::{Control, Edit, Safety, Severity};
use sekimori_parse::kubernetes::Field;
use sekimori_parse::lsm::seccomp::Filter;
use serde_json::json;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-singular-name",
    title: Text { en: "Seccomp entry with `name`", ja: "`name` を使った seccomp のエントリ" },
    why: Text {
        en: "containerd reads the list `names` alone: it passes over an entry with `name` without a word, so that what \
             the entry denies stays allowed, and what it allows stays denied.",
        ja: "containerd が読み取るのはリスト `names` だけで、`name` のエントリは警告なしに無視されます。拒否したはずの呼び出しは許可されたまま、許可したはずの呼び出しは拒否されたままになります。",
    },
    fix: Text {
        en: "Write `names` with a list in place of `name`.",
        ja: "`name` の代わりに、リストの `names` を使用してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
    ],
    references: &[
        "https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a list `names`", ja: "リスト `names`" };

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    for entry in filter.entries() {
        let Some(name) = entry.name.text() else { continue };
        let mut names: Vec<&str> = entry.names.iter().filter_map(Field::text).collect();
        if !names.contains(&name) {
            names.push(name);
        }
        let list = entry.field.at("names");
        let edits = vec![
            Edit::Set { path: list.pointer(), value: json!(names) },
            Edit::Remove { path: entry.name.pointer() },
        ];
        // Unsafe: what was passed over begins to hold.
        let violation = sink.violated(&entry.name, WANTED);
        violation.value(name).seen(&format!("name: {name}")).patch(Safety::Unsafe, edits);
    }
}
