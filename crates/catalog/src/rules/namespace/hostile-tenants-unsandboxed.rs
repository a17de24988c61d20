//! Workloads of a hostile tenant that share the kernel with other tenants.

use sekimori_model::inventory::Item;
use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::sandbox::{RUNTIMES, is_sandbox};
use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "namespace/hostile-tenants-unsandboxed",
    title: Text {
        en: "Hostile tenant without a sandbox", ja: "サンドボックスのない敵対的テナント"
    },
    why: Text {
        en: "A namespace is no wall against code that is out to break it: one flaw of the shared kernel opens \
             the node, and with it all its tenants.",
        ja: "名前空間は、境界を破ろうとするコードを防ぐ壁にはなりません。共有カーネルの欠陥が 1 つあれば、ノードと、そこにいるすべてのテナントが侵害されます。",
    },
    fix: Text {
        en: "Give such tenants a cluster of their own. Where that cannot be, run their pods under a \
             RuntimeClass of gVisor or Kata Containers, on nodes of their own.",
        ja: "そのようなテナントには専用のクラスターを用意してください。それができない場合は、gVisor や Kata Containers の RuntimeClass を使い、専用のノードで実行してください。",
    },
    severity: Severity::High,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.4" },
        Control { framework: "nist-800-190", id: "4.5.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0242" },
        Control { framework: "kubescape", id: "C-0249" },
    ],
    parameters: &[
        Parameter {
            name: "label",
            about: Text {
                en: "The label by which a namespace tells that its tenant is not trusted.",
                ja: "テナントが信頼できないことを示す、名前空間のラベル。",
            },
            default: Preset::Text("sekimori.dev/tenancy"),
        },
        Parameter {
            name: "value",
            about: Text { en: "The value of that label.", ja: "そのラベルの値。" },
            default: Preset::Text("hostile"),
        },
        Parameter {
            name: "sandboxes",
            about: Text {
                en: "The names of RuntimeClasses that isolate a workload from the kernel of its node; `*` at the end stands for any.",
                ja: "ワークロードをノードのカーネルから分離する RuntimeClass の名前。末尾の `*` は任意の文字列を表します。",
            },
            default: Preset::Texts(RUNTIMES),
        },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/security/multi-tenancy/#isolation",
        "https://kubernetes.io/docs/concepts/containers/runtime-class/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a RuntimeClass that isolates", ja: "分離を行う RuntimeClass" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let namespace = pod.owner.namespace;
    let field = pod.spec.at("runtimeClassName");
    if namespace.is_empty() || field.text().is_some_and(|name| is_sandbox(name, sink.texts("sandboxes"))) {
        return;
    }
    let inventory = sink.inventory();
    let is_hostile = |item: &Item| item.labels.get(sink.text("label")) == Some(sink.text("value"));
    let mut own = inventory.named("Namespace", "", namespace);
    // A tenant alone in its cluster harms itself.
    let is_other = |other: &str| !other.is_empty() && other != namespace && !other.starts_with("kube-");
    if own.any(is_hostile) && inventory.namespaces_of_workloads().any(is_other) {
        sink.violated(&field, WANTED);
    }
}
