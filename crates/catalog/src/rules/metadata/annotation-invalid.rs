//! An annotation that the API server refuses.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, labels};

pub(crate) const RULE: Rule = Rule {
    id: "metadata/annotation-invalid",
    title: Text { en: "Malformed annotation", ja: "不正な形式の注釈" },
    why: Text {
        en: "The API server refuses the object. `true` and `9090` without quotes are no texts, and are refused too.",
        ja: "API サーバーがオブジェクトを拒否します。引用符のない `true` や `9090` は文字列ではないため、同様に拒否されます。",
    },
    fix: Text {
        en: "Put numbers and truth values in quotes; write keys as `name` or `example.com/name`; keep all annotations \
             of an object below 256 KiB.",
        ja: "数値と真偽値は引用符で囲み、キーは `name` または `example.com/name` の形式にしてください。オブジェクトの注釈の合計は 256 KiB 以内にしてください。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set",
    ],
    check: Check::Object(&[], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a text, in quotes", ja: "引用符で囲んだ文字列" };
const WANTED_KEY: Text = Text {
    en: "a key such as `team` or `example.com/team`",
    ja: "`team` や `example.com/team` などのキー",
};
const WANTED_SIZE: Text = Text { en: "at most 256 KiB of annotations", ja: "合計 256 KiB 以内の注釈" };

/// Keys and values of an object together, in bytes.
///
/// # Source
/// Kubernetes v1.37, `apimachinery/pkg/api/validation/objectmeta.go`, `TotalAnnotationSizeLimitB`.
const MAX_BYTES: usize = 256 << 10;

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // A pod is its own pod part.
    let of_template = object.pod_part(top).filter(|part| !part.pointer().is_empty());
    for part in [Some(top.clone()), of_template].into_iter().flatten() {
        let annotations = part.at("metadata.annotations");
        let entries = annotations.entries("");
        let size: usize =
            entries.iter().map(|(key, value)| key.len() + value.text().map_or(0, str::len)).sum();
        if size > MAX_BYTES {
            sink.violated(&annotations, WANTED_SIZE).seen(&format!("{size} B"));
        }
        for (key, value) in entries {
            // Keys are compared in lower case.
            if !labels::is_filled_in_later(key) && !labels::is_key(&key.to_ascii_lowercase()) {
                sink.violated(&value, WANTED_KEY).seen(key);
            } else if value.is_present() && !value.is_text() {
                let violation = sink.violated(&value, WANTED).seen("…");
                if let Some(text) = value.text() {
                    violation.set(text);
                }
            }
        }
    }
}
