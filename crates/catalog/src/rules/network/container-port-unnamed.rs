//! A port of a container without a name.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/container-port-unnamed",
    title: Text { en: "Port without a name", ja: "名前のないポート" },
    why: Text {
        en: "Where ports have names, Services, probes and policies follow when the number changes, and \
             readers know what it serves.",
        ja: "ポートに名前があれば、番号を変更しても Service、プローブ、ポリシーはそのまま使えます。また、ポートの用途も分かります。",
    },
    fix: Text {
        en: "Add a `name` such as `http` or `metrics`, and refer to that.",
        ja: "`http` や `metrics` などの `name` を追加し、その名前で参照してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-score", id: "container-ports-check" }],
    references: &["https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a name", ja: "名前" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("name");
            if field.str_or_empty() == Some("") {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
