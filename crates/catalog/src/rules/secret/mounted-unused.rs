//! A volume of a Secret that no container mounts.

use sekimori_model::{Confidence, Control, Edit, Safety, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "secret/mounted-unused",
    title: Text {
        en: "Secret volume that no container mounts",
        ja: "どのコンテナーもマウントしないシークレット ボリューム",
    },
    why: Text {
        en: "The reference alone entitles the node of the pod to read the Secret, and whoever rotates or \
             removes it takes it for one that is in use. A volume of a secret store brings nothing until it is mounted.",
        ja: "参照があるだけで、ポッドが動くノードにはそのシークレットを読み取る権限が与えられます。また、ローテーションや削除を行う担当者には、使用中のシークレットに見えてしまいます。シークレット ストアのボリュームは、マウントされるまで何も提供しません。",
    },
    fix: Text {
        en: "Remove the volume, or mount it where it was meant to be.",
        ja: "ボリュームを削除するか、本来使うはずのコンテナーにマウントしてください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/node/",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://kubernetes.io/docs/concepts/storage/projected-volumes/",
        "https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

/// The driver of volumes that are filled from a store of secrets.
const STORE_DRIVER: &str = "secrets-store.csi.k8s.io";

const WANTED: Text = Text {
    en: "a volume that some container mounts",
    ja: "いずれかのコンテナーがマウントするボリューム",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let is_used = volume.at("name").str().is_none_or(|name| mounts.contains_key(name));
        if is_used {
            continue;
        }
        if let Some((field, name)) = source(&volume) {
            // The kubelet does not even set up a volume that no container mounts, so nothing is lost.
            let edit = Edit::Remove { path: volume.pointer() };
            sink.violated(&field, WANTED).seen(&name).patch(Safety::Safe, vec![edit]);
        }
    }
}

/// Returns what a volume takes secrets from, and what that is called.
fn source<'a>(volume: &Field<'a>) -> Option<(Field<'a>, String)> {
    let secret = volume.at("secret");
    if secret.is_present() {
        let name = secret.at("secretName").text().unwrap_or_default().to_owned();
        return Some((secret, name));
    }
    let projected = volume.at("projected");
    let sources = projected.at("sources").items("name");
    let secrets: Vec<Field<'a>> = sources.iter().map(|one| one.at("secret")).collect();
    if secrets.iter().any(Field::is_present) {
        let names: Vec<&str> = secrets.iter().filter_map(|secret| secret.at("name").text()).collect();
        return Some((projected, names.join(", ")));
    }
    let csi = volume.at("csi");
    let class = csi.at("volumeAttributes.secretProviderClass");
    let is_store = csi.at("driver").text() == Some(STORE_DRIVER) && class.is_present();
    is_store.then(|| (csi, class.text().unwrap_or_default().to_owned()))
}
