//! A Secret whose values are written in the manifest.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "secret/in-manifest",
    title: Text {
        en: "Secret values in a manifest", ja: "マニフェストに書かれたシークレットの値"
    },
    why: Text {
        en: "Base64 is no encryption: whoever can read the repository, its history, a fork or the log of a \
             pipeline has the secret, and removing the line does not take it back.",
        ja: "Base64 は暗号化ではありません。リポジトリやその履歴、フォーク、パイプラインのログを読める人は誰でもシークレットを入手でき、行を削除しても取り消せません。",
    },
    fix: Text {
        en: "Revoke the secret and make a new one. Keep it in a secret store and have External Secrets or the \
             Secrets Store CSI driver fetch it, or commit it only encrypted (SealedSecret, SOPS).",
        ja: "シークレットを失効させ、新しいものを発行してください。シークレット ストアに保管し、External Secrets または Secrets Store CSI ドライバーで取得するか、暗号化した形 (SealedSecret、SOPS) でのみコミットしてください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.2" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0012" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
    ],
    check: Check::Object(&[("", "Secret")], check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "no values, or encrypted ones", ja: "値を書かないか、暗号化した値" };

/// Keys whose values others may know.
const PUBLIC: [&str; 12] = [
    "ca.crt",
    "host",
    "known_hosts",
    "name",
    "namespace",
    "port",
    "project",
    "ssh_known_hosts",
    "tls.crt",
    "type",
    "user",
    "username",
];

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // SOPS keeps its own data beside what it has encrypted.
    if top.at("sops").is_present() {
        return;
    }
    for values in [top.at("data"), top.at("stringData")] {
        let mut entries = values.entries("").into_iter();
        let is_secret =
            |key: &str| !PUBLIC.contains(&key) && !matches!(key.rsplit_once('.'), Some((_, "crt" | "pub")));
        if entries.any(|(key, value)| is_secret(key) && value.text().is_some_and(secret_words::is_filled)) {
            sink.violated_unseen(&values, WANTED);
        }
    }
}
