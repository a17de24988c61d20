//! A sandbox for an agent that shares the kernel of its node.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::sandbox::{RUNTIMES, is_sandbox};
use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "agent-sandbox/kernel-shared",
    title: Text {
        en: "Agent sandbox without an isolating runtime",
        ja: "分離ランタイムのないエージェント サンドボックス",
    },
    why: Text {
        en: "An agent runs code that nobody has read. In an ordinary container that code meets the kernel of \
             the node directly.",
        ja: "エージェントは、誰も確認していないコードを実行します。通常のコンテナーでは、そのコードがノードのカーネルに直接アクセスします。",
    },
    fix: Text {
        en: "Set `runtimeClassName` to a RuntimeClass of gVisor or Kata Containers.",
        ja: "`runtimeClassName` に gVisor または Kata Containers の RuntimeClass を指定してください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.5.2" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0297" }],
    parameters: &[Parameter {
        name: "sandboxes",
        about: Text {
            en: "The names of RuntimeClasses that isolate a workload from the kernel of its node; `*` at the end stands for any.",
            ja: "ワークロードをノードのカーネルから分離する RuntimeClass の名前。末尾の `*` は任意の文字列を表します。",
        },
        default: Preset::Texts(RUNTIMES),
    }],
    references: &[
        "https://github.com/kubernetes-sigs/agent-sandbox/blob/main/docs/api.md",
        "https://kubernetes.io/docs/concepts/containers/runtime-class/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a RuntimeClass that isolates", ja: "分離を行う RuntimeClass" };

const KINDS: &[(&str, &str)] =
    &[("agents.x-k8s.io", "Sandbox"), ("extensions.agents.x-k8s.io", "SandboxTemplate")];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("runtimeClassName");
    let is_isolated = field.text().is_some_and(|name| is_sandbox(name, sink.texts("sandboxes")));
    if pod.owner.is_one_of(KINDS) && !is_isolated {
        sink.violated(&field, WANTED);
    }
}
