//! A read-only mount of a path of the node below which other mounts stay writable.

use sekimori_model::{Control, Persona, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, mounts, windows};

pub(crate) const RULE: Rule = Rule {
    id: "container/host-path-submounts-writable",
    title: Text {
        en: "Mounts below a read-only path stay writable",
        ja: "読み取り専用パスの配下に残る書き込み可能なマウント",
    },
    why: Text {
        en: "`readOnly` holds for the mounted file system alone: disks that the node has mounted below the \
             path can still be written to.",
        ja: "`readOnly` は、マウントしたファイル システム自体にしか効きません。ノードがそのパスの配下にマウントしているディスクには、引き続き書き込めます。",
    },
    fix: Text {
        en: "Set `recursiveReadOnly: IfPossible` on the mount, or `Enabled` where all nodes can do it.",
        ja: "マウントに `recursiveReadOnly: IfPossible` を設定してください。すべてのノードが対応していれば `Enabled` にできます。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[Control { framework: "nist-800-190", id: "4.5.5" }],
    references: &["https://kubernetes.io/docs/concepts/storage/volumes/#recursive-read-only-mounts"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`IfPossible` or `Enabled`", ja: "`IfPossible` または `Enabled`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // Stable in 1.33; before, nodes did not have it or did not by default.
    if windows::is_windows(pod) || sink.version() < Version::v1(33) {
        return;
    }
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let is_file = matches!(volume.at("hostPath.type").str(), Some("File" | "FileOrCreate" | "Socket"));
        if !volume.at("hostPath").is_present() || is_file {
            continue;
        }
        let mounts = volume.at("name").str().and_then(|name| mounts.get(name));
        for mount in mounts.into_iter().flatten() {
            let field = mount.field.at("recursiveReadOnly");
            let propagates = matches!(mount.field.at("mountPropagation").str(), Some(mode) if mode != "None");
            let is_off = field.str_or_empty().is_some_and(|mode| matches!(mode, "" | "Disabled"));
            // The API server refuses the field on writable mounts and with propagation.
            if mount.field.at("readOnly").bool() == Some(true) && is_off && !propagates {
                sink.violated(&field, WANTED).container(mount.container).set_unsafely("IfPossible");
            }
        }
    }
}
