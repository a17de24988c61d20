//! A container in which one environment variable is set twice.

use std::collections::BTreeMap;

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/environment-variable-repeated",
    title: Text { en: "Environment variable set twice", ja: "重複した環境変数" },
    why: Text {
        en: "Only the last one counts, and tools that merge lists by name may keep another: which value the container \
             gets depends on how it was applied.",
        ja: "有効なのは最後の値だけです。名前でリストをマージするツールは別の値を残すこともあり、コンテナーに渡る値が適用方法によって変わります。",
    },
    fix: Text { en: "Keep the one that is meant.", ja: "意図した方だけを残してください。" },
    severity: Severity::Low,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[
        Control { framework: "kube-score", id: "environment-variable-key-duplication" },
        Control { framework: "kube-linter", id: "duplicate-env-var" },
        Control { framework: "kubescape", id: "C-0295" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "one variable of that name", ja: "その名前の変数を 1 つだけ" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        let list = container.field.at("env");
        let mut known: BTreeMap<&str, Field<'_>> = BTreeMap::new();
        for variable in list.items("name") {
            let Some(name) = variable.at("name").text().filter(|name| !name.is_empty()) else { continue };
            let Some(earlier) = known.get(name) else {
                known.insert(name, variable);
                continue;
            };
            let values = (earlier.at("value").text(), variable.at("value").text());
            let is_same = values.0.is_some() && values.0 == values.1;
            let violation = sink.violated(&list, WANTED).container(container).value(name).item(&variable);
            if is_same {
                violation.remove();
            }
        }
    }
}
