//! An environment variable with a name that the API server refuses.

use sekimori_model::{Control, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, labels};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/environment-variable-name-invalid",
    title: Text { en: "Malformed name of an environment variable", ja: "不正な形式の環境変数名" },
    why: Text {
        en: "The API server refuses the pod, so the workload never starts.",
        ja: "API サーバーがポッドを拒否するため、ワークロードは起動しません。",
    },
    fix: Text {
        en: "Use letters, digits and `_`, and begin with a letter or `_`.",
        ja: "英字、数字、`_` を使い、先頭は英字または `_` にしてください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables",
        "https://github.com/kubernetes/enhancements/issues/4369",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a name without `=`, and before Kubernetes 1.32 of letters, digits, `_`, `-` and `.`",
    ja: "`=` を含まない名前。Kubernetes 1.32 より前では英字、数字、`_`、`-`、`.` のみ",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let is_relaxed = sink.version() >= Version::v1(32);
    for container in pod.containers() {
        for variable in container.field.at("env").items("name") {
            let field = variable.at("name");
            let name = field.text().unwrap_or_default();
            let is_valid = if is_relaxed { is_printable(name) } else { is_identifier(name) };
            if !is_valid && !labels::is_filled_in_later(name) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}

/// # Source
/// Kubernetes, KEP-4369: from 1.32 any printable character of ASCII but `=`.
fn is_printable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'=')
}

fn is_identifier(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.bytes().all(is_word)
}
