//! A credential among the arguments of a command.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, secret_references, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "secret/in-command",
    title: Text {
        en: "Credential in a command line", ja: "コマンド ラインに書かれた資格情報"
    },
    why: Text {
        en: "Arguments stand in the repository, in the pod for everyone who may read it, and in the process \
             list of the node.",
        ja: "コマンドの引数は、リポジトリにも、閲覧権限のある全員が見られるポッドにも、ノードのプロセス一覧にも残ります。",
    },
    fix: Text {
        en: "Revoke the credential, keep the new one in a Secret or a secret store, and have the program read \
             it from a file.",
        ja: "資格情報を失効させ、新しいものを Secret またはシークレット ストアに保管し、プログラムにファイルから読み取らせてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0012" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://cwe.mitre.org/data/definitions/214.html",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a file from a Secret or a secret store",
    ja: "Secret またはシークレット ストアから取得したファイル",
};

/// As many words of one argument are looked at: a script may be one.
const MAX_WORDS: usize = 10_000;

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for list in [container.field.at("command"), container.field.at("args")] {
            // The name of an option whose value is the next argument.
            let mut option: Option<&str> = None;
            for item in list.items("") {
                let Some(text) = item.text() else { continue };
                if let Some(name) =
                    option.take().filter(|name| is_value(name, text)).or_else(|| given_in(text))
                {
                    // The option tells apart several of one list; the value enters nothing.
                    sink.violated(&list, WANTED).container(container).value(name).item_unseen(&item);
                }
                option = option_of(text);
            }
        }
    }
}

/// Returns what to call the credential that an argument, or a script in one, holds.
fn given_in(text: &str) -> Option<&str> {
    let mut option: Option<&str> = None;
    for word in text.split_ascii_whitespace().take(MAX_WORDS) {
        let word = word.trim_matches(['"', '\'', ';']);
        if let Some(name) = option.filter(|name| is_value(name, word)) {
            return Some(name);
        }
        if let Some((name, value)) = word.split_once('=') {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            if plain && secret_words::names_secret(name) && is_value(name, value.trim_matches(['"', '\''])) {
                return Some(name);
            }
        }
        option = option_of(word);
    }
    secret_words::has_credential(text).then_some("…")
}

/// Returns the option that a word is, if the next word is a credential then.
fn option_of(word: &str) -> Option<&str> {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (word.starts_with('-') && plain && secret_words::names_secret(word)).then_some(word)
}

/// Tells whether a word behind an option is a credential, and not a variable of the shell, another option, or the name of
/// a Secret or a file.
fn is_value(option: &str, word: &str) -> bool {
    !word.starts_with(['-', '$', '`', '<', '|', '&'])
        && secret_words::is_literal(word)
        && !secret_references::is_reference(option, word)
}
