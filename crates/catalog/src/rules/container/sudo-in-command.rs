//! A command that becomes root by sudo.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/sudo-in-command",
    title: Text { en: "`sudo` in a command", ja: "コマンドでの `sudo` の使用" },
    why: Text {
        en: "A container that can call `sudo` has a way to root inside of it, which an intruder takes as \
             well, and which needs privilege escalation to stay allowed.",
        ja: "`sudo` を呼び出せるコンテナーには root になる手段があり、侵入者もそれを使えます。また、そのために特権エスカレーションを許可し続けることになります。",
    },
    fix: Text {
        en: "Give the files to the user that the container runs as, or do the step while the image is built, \
             and remove `sudo` from the image.",
        ja: "ファイルの所有者をコンテナーの実行ユーザーにするか、イメージのビルド時にその処理を済ませ、イメージから `sudo` を削除してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0062" }],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a command that needs no other user",
    ja: "別のユーザーを必要としないコマンド",
};

/// As many words of one argument are looked at: a script may be one.
const MAX_WORDS: usize = 10_000;

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for list in [container.field.at("command"), container.field.at("args")] {
            let items = list.items("");
            let is_shell = items.iter().filter_map(Field::text).any(|text| text == "-c");
            for (at, item) in items.iter().enumerate() {
                let Some(text) = item.text() else { continue };
                // Elsewhere than first, a plain argument may well be the word of some text.
                let runs = if is_shell { runs_sudo(text) } else { at == 0 && is_sudo(text) };
                if runs && list.is_present() {
                    // The rest of a script may hold a secret.
                    sink.violated(&list, WANTED).container(container).value("sudo").item_unseen(item);
                }
            }
        }
    }
}

/// Tells whether a script calls sudo: as the first word of one of its commands.
fn runs_sudo(script: &str) -> bool {
    let mut begins = true;
    for word in script.split_ascii_whitespace().take(MAX_WORDS) {
        if begins && is_sudo(word) {
            return true;
        }
        begins = word.ends_with([';', '&', '|', '(', '{'])
            || matches!(word, "then" | "do" | "else" | "exec" | "if" | "while" | "!" | "time");
    }
    // A line begins a command too.
    script.lines().skip(1).any(|line| line.split_ascii_whitespace().next().is_some_and(is_sudo))
}

fn is_sudo(word: &str) -> bool {
    word.rsplit('/').next() == Some("sudo")
}
