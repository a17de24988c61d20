//! A port that a pod declares twice.

use std::collections::BTreeSet;

use sekimori_model::{ContainerList, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/container-port-repeated",
    title: Text { en: "Port declared twice in a pod", ja: "ポッド内で重複するポート" },
    why: Text {
        en: "The containers of a pod share one address. The second to listen on a port fails to start, or one \
             of the two declarations is wrong.",
        ja: "ポッド内のコンテナーは 1 つのアドレスを共有します。同じポートで後から待ち受けるコンテナーは起動に失敗するか、一方の宣言が誤っています。",
    },
    fix: Text {
        en: "Let each container listen on a port of its own, or remove what was declared twice.",
        ja: "コンテナーごとに異なるポートで待ち受けるか、重複した宣言を削除してください。",
    },
    severity: Severity::Low,
    controls: &[Control { framework: "owasp-kubernetes-top-10", id: "K01" }],
    covers: &[Control { framework: "kube-score", id: "container-ports-check" }],
    references: &["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a port that no other entry has", ja: "他の項目と重複しないポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mut known = BTreeSet::new();
    for container in pod.containers() {
        // Init containers have ended when the others start, but for those that stay.
        let stays = container.field.at("restartPolicy").text() == Some("Always");
        if container.list == ContainerList::InitContainers && !stays {
            continue;
        }
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("containerPort");
            let Some(number) = field.int() else { continue };
            let protocol = port.at("protocol").text().unwrap_or("TCP");
            let address = port.at("hostIP").text().unwrap_or_default();
            if !known.insert((number, protocol, address)) {
                sink.violated(&field, WANTED).container(container).value(&format!("{number}/{protocol}"));
            }
        }
    }
}
