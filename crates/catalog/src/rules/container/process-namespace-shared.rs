//! A pod whose containers see the processes of each other.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "container/process-namespace-shared",
    title: Text {
        en: "Process namespace shared by the containers of a pod",
        ja: "ポッド内のコンテナー間でのプロセス名前空間の共有",
    },
    why: Text {
        en: "Each container can signal the processes of the others and read their environment and files by \
             `/proc`, secrets among them.",
        ja: "各コンテナーが、他のコンテナーのプロセスにシグナルを送り、`/proc` を通じてその環境変数やファイル (シークレットを含む) を読み取れます。",
    },
    fix: Text {
        en: "Remove `shareProcessNamespace: true`; an ephemeral container with `--target` sees the processes \
             of one container while it is debugged.",
        ja: "`shareProcessNamespace: true` を削除してください。デバッグ時は、`--target` を指定したエフェメラル コンテナーで対象コンテナーのプロセスを確認できます。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false` or no value", ja: "`false` または未設定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("shareProcessNamespace");
    if field.bool() == Some(true) {
        sink.violated(&field, WANTED).remove_unsafely();
    }
}
