//! A pod that has addresses of its own for names.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/host-aliases-set",
    title: Text { en: "Names resolved by `hostAliases`", ja: "`hostAliases` による名前解決" },
    why: Text {
        en: "Names in the hosts file of the pod go past DNS: they keep an old address, and point the \
             application elsewhere without a trace in any DNS log.",
        ja: "ポッドの hosts ファイルに書いた名前は DNS を経由しません。古いアドレスが残ったり、DNS のログに残らずに接続先が変わったりします。",
    },
    fix: Text {
        en: "Remove `hostAliases`, and give the name to a Service (`ExternalName` for hosts outside) or to \
             DNS.",
        ja: "`hostAliases` を削除し、Service (外部ホストの場合は `ExternalName`) または DNS で名前を定義してください。",
    },
    severity: Severity::Info,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.3.3" }],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0007" }],
    references: &["https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no value", ja: "未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("hostAliases");
    if !field.items("ip").is_empty() {
        sink.violated(&field, WANTED).remove_unsafely();
    }
}
