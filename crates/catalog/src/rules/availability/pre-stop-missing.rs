//! A container that is stopped while requests are still on their way to it.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, probes};

pub(crate) const RULE: Rule = Rule {
    id: "availability/pre-stop-missing",
    title: Text { en: "No preStop hook", ja: "preStop フックの欠如" },
    why: Text {
        en: "A pod that ends is taken off its Services while it already gets its stop signal: without a short \
             wait, requests that are under way meet a closed port.",
        ja: "終了するポッドは、Service から外されるのと同時に停止シグナルを受け取ります。短い待機がないと、到着途中の要求が閉じたポートに届きます。",
    },
    fix: Text {
        en: "Add a `lifecycle.preStop` hook that waits some seconds (`sleep`), unless the application waits \
             by itself after its stop signal.",
        ja: "停止シグナルを受けた後にアプリケーション自身が待機しない場合は、数秒待機する `lifecycle.preStop` フック (`sleep`) を追加してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    role: Role::Developer,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerEnforcePreStopHook" },
        Control { framework: "nist-800-53-r5", id: "SI-13" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/",
        "https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a hook", ja: "フックの定義" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in probes::served(pod) {
        let field = container.field.at("lifecycle.preStop");
        if pod.owner.kind != "DaemonSet" && !field.is_present() {
            sink.violated(&field, WANTED).container(container);
        }
    }
}
