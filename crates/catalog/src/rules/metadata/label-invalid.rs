//! A label, or what selects one, that the API server refuses.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, labels};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/label-invalid",
    title: Text { en: "Malformed label", ja: "不正な形式のラベル" },
    why: Text {
        en: "The API server refuses the object. `true`, `1.0` and `007` without quotes are no texts, and are refused \
             too.",
        ja: "API サーバーがオブジェクトを拒否します。引用符のない `true`、`1.0`、`007` は文字列ではないため、同様に拒否されます。",
    },
    fix: Text {
        en: "Use at most 63 letters, digits, `-`, `_` and `.`, begin and end with a letter or a digit, and put numbers \
             and truth values in quotes.",
        ja: "63 文字以内の英字、数字、`-`、`_`、`.` を使い、先頭と末尾は英字または数字にしてください。数値と真偽値は引用符で囲んでください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[Control { framework: "kube-score", id: "label-values" }],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
    ],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "at most 63 letters, digits, `-`, `_` and `.`, between letters or digits",
    ja: "英字または数字で始まり、英字または数字で終わる、63 文字以内の英字、数字、`-`、`_`、`.`",
};
const WANTED_KEY: Text = Text {
    en: "a key such as `team` or `example.com/team`",
    ja: "`team` や `example.com/team` などのキー",
};
const WANTED_TEXT: Text = Text { en: "a text, in quotes", ja: "引用符で囲んだ文字列" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for map in maps(object, top) {
        for (key, value) in map.entries("") {
            let text = value.text().unwrap_or_default();
            if labels::is_filled_in_later(key) || labels::is_filled_in_later(text) {
                continue;
            }
            if !labels::is_key(key) {
                sink.violated(&value, WANTED_KEY).seen(key);
            } else if !labels::is_value(text) {
                sink.violated(&value, WANTED);
            } else if value.is_present() && !value.is_text() {
                let violation = sink.violated(&value, WANTED_TEXT);
                if !text.is_empty() {
                    violation.set(text);
                }
            }
        }
    }
}

/// Returns what holds labels in an object.
fn maps<'a>(object: &Object<'a>, top: &Field<'a>) -> Vec<Field<'a>> {
    let mut maps = vec![top.at("metadata.labels")];
    if let Some(pod) = object.pod_part(top) {
        // A pod is its own pod part.
        if !pod.pointer().is_empty() {
            maps.push(pod.at("metadata.labels"));
        }
        maps.push(pod.at("spec.nodeSelector"));
    }
    match (object.group, object.kind) {
        ("", "Service" | "ReplicationController") => maps.push(top.at("spec.selector")),
        ("apps", "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet")
        | ("policy", "PodDisruptionBudget") => {
            maps.push(top.at("spec.selector.matchLabels"));
        }
        ("networking.k8s.io", "NetworkPolicy") => maps.push(top.at("spec.podSelector.matchLabels")),
        _ => {}
    }
    maps
}
