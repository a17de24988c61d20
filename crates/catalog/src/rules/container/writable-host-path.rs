//! A container that may write to a path of its node.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "container/writable-host-path",
    title: Text {
        en: "Path of the node mounted writable", ja: "書き込み可能なノードのパスのマウント"
    },
    why: Text {
        en: "What the container writes stays on the node after it and can be run, read or trusted there: a \
             way from the container to the node.",
        ja: "コンテナーが書き込んだ内容はノードに残り、ノード側で実行、参照、信頼されることがあります。これはコンテナーからノードへの侵入経路になります。",
    },
    fix: Text {
        en: "Set `readOnly: true` on the mount; where the container has to write, use a PersistentVolumeClaim \
             or an `emptyDir`.",
        ja: "マウントに `readOnly: true` を設定してください。書き込みが必要な場合は、PersistentVolumeClaim または `emptyDir` を使用してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.5.5" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "writable-host-mount" },
        Control { framework: "kubescape", id: "C-0045" },
    ],
    references: &["https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true` の指定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        if !volume.at("hostPath").is_present() {
            continue;
        }
        let mounts = volume.at("name").str().and_then(|name| mounts.get(name));
        for mount in mounts.into_iter().flatten() {
            let field = mount.field.at("readOnly");
            if field.bool() != Some(true) {
                sink.violated(&field, WANTED).container(mount.container).set_unsafely(true);
            }
        }
    }
}
