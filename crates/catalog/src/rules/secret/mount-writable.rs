//! A mount of secrets that does not say that it is read-only.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "secret/mount-writable",
    title: Text {
        en: "Secret mounted without `readOnly`",
        ja: "`readOnly` を指定しないシークレットのマウント",
    },
    why: Text {
        en: "The kubelet mounts a Secret read-only whatever is said here, but other drivers need not, and \
             whoever reads the manifest cannot see that the application never writes.",
        ja: "kubelet はこの指定に関係なくシークレットを読み取り専用でマウントしますが、他のドライバーもそうするとは限りません。また、アプリケーションが書き込まないことがマニフェストから読み取れません。",
    },
    fix: Text {
        en: "Set `readOnly: true` on the mount.",
        ja: "マウントに `readOnly: true` を設定してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod",
        "https://github.com/kubernetes/kubernetes/issues/60814",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true` の指定" };

/// The driver that mounts secrets of a store.
///
/// # Source
/// Secrets Store CSI Driver, "Using the driver": `csi.driver`.
const STORE: &str = "secrets-store.csi.k8s.io";

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let Some(mounts) = volume.at("name").str().and_then(|name| mounts.get(name)) else { continue };
        if !holds_secrets(&volume) {
            continue;
        }
        for mount in mounts {
            let field = mount.field.at("readOnly");
            if field.bool() != Some(true) {
                sink.violated(&field, WANTED).container(mount.container).set(true);
            }
        }
    }
}

fn holds_secrets(volume: &Field<'_>) -> bool {
    let sources = volume.at("projected.sources").items("name");
    let csi = volume.at("csi");
    volume.at("secret").is_present()
        || sources.iter().any(|source| source.at("secret").is_present())
        || (csi.at("driver").str() == Some(STORE) && csi.at("readOnly").bool() != Some(true))
}
