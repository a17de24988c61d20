//! A workload that does not select the pods that it makes.

use std::collections::BTreeMap;

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/selector-mismatched",
    title: Text {
        en: "Selector that does not select its own pods",
        ja: "自身のポッドを選択しないセレクター",
    },
    why: Text {
        en: "The API server refuses a workload whose selector and template differ, so it never starts.",
        ja: "セレクターとテンプレートのラベルが一致しないワークロードは API サーバーに拒否されるため、起動しません。",
    },
    fix: Text {
        en: "Give the template each label that the selector asks for. The selector of a workload that exists cannot be \
             changed.",
        ja: "セレクターが要求するラベルをすべてテンプレートに付けてください。既存のワークロードのセレクターは変更できません。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    covers: &[
        Control {
            framework: "kube-score",
            id: "deployment-pod-selector-labels-match-template-metadata-labels",
        },
        Control {
            framework: "kube-score",
            id: "statefulset-pod-selector-labels-match-template-metadata-labels",
        },
        Control { framework: "kube-linter", id: "mismatching-selector" },
        Control { framework: "kubescape", id: "C-0296" },
    ],
    references: &["https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"],
    check: Check::Object(
        &[
            ("", "ReplicationController"),
            ("apps", "DaemonSet"),
            ("apps", "Deployment"),
            ("apps", "ReplicaSet"),
            ("apps", "StatefulSet"),
            ("argoproj.io", "Rollout"),
            ("extensions", "DaemonSet"),
            ("extensions", "Deployment"),
            ("extensions", "ReplicaSet"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the labels of the template", ja: "テンプレートのラベル" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let (template, selector) = (top.at("spec.template"), top.at("spec.selector"));
    if !template.is_present() {
        return;
    }
    let entries = template.at("metadata.labels").entries("");
    let labels: BTreeMap<&str, &str> =
        entries.iter().map(|(key, value)| (*key, value.text().unwrap_or_default())).collect();
    // A ReplicationController has a plain map, and takes the labels of its template where there is none.
    let is_plain = object.kind == "ReplicationController";
    let (asked, expressions) = if is_plain {
        (selector.entries(""), Vec::new())
    } else {
        (selector.at("matchLabels").entries(""), selector.at("matchExpressions").items("key"))
    };
    if asked.is_empty() && expressions.is_empty() {
        // A patch leaves the selector out, and mostly the images too.
        let mut containers = template.at("spec.containers").items("name").into_iter();
        let is_whole = selector.is_present() || containers.any(|one| one.at("image").is_present());
        if object.group == "apps" && object.version != "v1beta1" && is_whole {
            sink.violated(&selector, WANTED);
        }
        return;
    }
    for (key, value) in asked {
        if labels.get(key).copied() != Some(value.text().unwrap_or_default()) {
            sink.violated(&value, WANTED);
        }
    }
    for expression in expressions {
        if holds(&expression, &labels) == Some(false) {
            let key = expression.at("key").text().unwrap_or_default();
            sink.violated(&expression, WANTED).seen(key);
        }
    }
}

/// Tells whether the labels are as an expression asks; none where it is malformed.
fn holds(expression: &Field<'_>, labels: &BTreeMap<&str, &str>) -> Option<bool> {
    let value = labels.get(expression.at("key").text()?);
    let values = expression.at("values").items("");
    let is_one = || values.iter().any(|one| one.text() == value.copied());
    match expression.at("operator").text()? {
        "In" => Some(value.is_some() && is_one()),
        "NotIn" => Some(value.is_none() || !is_one()),
        "Exists" => Some(value.is_some()),
        "DoesNotExist" => Some(value.is_none()),
        _ => None,
    }
}
