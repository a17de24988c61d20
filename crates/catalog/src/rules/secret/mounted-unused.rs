//! A volume of a Secret that no container mounts.

use sekimori_model::{Confidence, Control, Edit, Safety, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "secret/mounted-unused",
    title: Text {
        en: "Secret volume that no container mounts",
        ja: "どのコンテナーもマウントしないシークレット ボリューム",
    },
    why: Text {
        en: "The reference alone entitles the node of the pod to read the Secret, and whoever rotates or \
             removes it takes it for one that is in use.",
        ja: "参照があるだけで、ポッドが動くノードにはそのシークレットを読み取る権限が与えられます。また、ローテーションや削除を行う担当者には、使用中のシークレットに見えてしまいます。",
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
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a volume that some container mounts",
    ja: "いずれかのコンテナーがマウントするボリューム",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let secret = volume.at("secret");
        let is_used = volume.at("name").str().is_none_or(|name| mounts.contains_key(name));
        if secret.is_present() && !is_used {
            // The kubelet does not even set up a volume that no container mounts, so nothing is lost.
            let edit = Edit::Remove { path: volume.pointer() };
            sink.violated(&secret, WANTED)
                .seen(secret.at("secretName").text().unwrap_or_default())
                .patch(Safety::Safe, vec![edit]);
        }
    }
}
