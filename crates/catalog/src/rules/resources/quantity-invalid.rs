//! An amount that Kubernetes cannot read, or that nobody can mean.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::quantity::Quantity;
use crate::{Check, Rule, Sink, Text, labels, requirements};

pub(crate) const RULE: Rule = Rule {
    id: "resources/quantity-invalid",
    title: Text { en: "Amount that cannot be meant", ja: "意図したとは考えられない量" },
    why: Text {
        en: "The API server refuses what is no quantity; `500m` or `512` of memory it takes for half a byte and 512 \
             bytes, and the container cannot start.",
        ja: "数量として読み取れない値は API サーバーに拒否されます。メモリの `500m` や `512` は 0.5 バイトや 512 バイトと解釈され、コンテナーは起動できません。",
    },
    fix: Text {
        en: "Write a number with a suffix: `500m` or `2` for CPU, `512Mi` or `2Gi` for memory. `GB`, `gi` and `K` are \
             no suffixes.",
        ja: "数値に接尾辞を付けて記述してください。CPU は `500m` や `2`、メモリは `512Mi` や `2Gi` です。`GB`、`gi`、`K` は接尾辞として使えません。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes",
        "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "an amount such as `250m`, `2` or `512Mi`", ja: "`250m`、`2`、`512Mi` などの量" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let of_containers = pod.containers().iter().map(|one| (Some(one), one.field.at("resources")));
    let of_pod = requirements::of_pod(pod, sink).map(|resources| (None, resources));
    for (container, resources) in of_containers.chain(of_pod).collect::<Vec<_>>() {
        let entries = [resources.at("requests"), resources.at("limits")].map(|all| all.entries(""));
        for (resource, field) in entries.into_iter().flatten() {
            // What a tool is to fill in is not there yet.
            let is_open = field.text().is_some_and(labels::is_filled_in_later);
            if field.is_present() && !is_open && !is_meant(resource, Quantity::of(&field)) {
                sink.violated(&field, WANTED).maybe_container(container);
            }
        }
    }
}

/// Memory and storage are bytes, and no container starts with less than a mebibyte of memory.
fn is_meant(resource: &str, amount: Option<Quantity>) -> bool {
    let Some(amount) = amount.filter(|amount| *amount >= Quantity::ZERO) else { return false };
    let is_bytes = matches!(resource, "memory" | "ephemeral-storage") || resource.starts_with("hugepages-");
    let is_little = resource == "memory" && amount > Quantity::ZERO && amount < Quantity::MEBIBYTE;
    !(is_bytes && !amount.is_whole() || is_little)
}
