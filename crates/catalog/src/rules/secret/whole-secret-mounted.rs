//! A volume that carries all keys of a Secret although only some are mounted.

use std::collections::BTreeSet;

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use serde_json::json;

use crate::{Check, Rule, Sink, Text, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "secret/whole-secret-mounted",
    title: Text {
        en: "Keys of a Secret mounted that are not used", ja: "使われない Secret キーのマウント"
    },
    why: Text {
        en: "Each mount takes single files with `subPath`, yet the node keeps every key of the Secret in the \
             volume of the pod, also those that are added later.",
        ja: "各マウントは `subPath` で個別のファイルだけを使いますが、ノード上のポッドのボリュームには、後から追加されたものも含めてシークレットのすべてのキーが置かれます。",
    },
    fix: Text {
        en: "List the keys that are used under `items` of the volume.",
        ja: "ボリュームの `items` に、使用するキーだけを列挙してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/secret/",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "the keys that are mounted", ja: "マウントするキーのみ" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let secret = volume.at("secret");
        let items = secret.at("items");
        let Some(mounts) = volume.at("name").str().and_then(|name| mounts.get(name)) else { continue };
        if !secret.is_present() || items.is_present() {
            continue;
        }
        // A Secret has no folders, so the first part of a sub-path is a key; an empty one is the whole volume.
        let keys = mounts.iter().map(|mount| mount.field.at("subPath").str().filter(|path| !path.is_empty()));
        let Some(keys) = keys.collect::<Option<BTreeSet<&str>>>() else { continue };
        let keep = keys.iter().map(|key| json!({ "key": key, "path": key })).collect::<Vec<_>>();
        sink.violated(&items, WANTED).set_unsafely(keep);
    }
}
