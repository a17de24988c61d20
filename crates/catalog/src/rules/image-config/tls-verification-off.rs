//! An image in which the identity of servers is not checked.

use sekimori_model::{Control, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/tls-verification-off",
    title: Text {
        en: "TLS certificates are not verified", ja: "TLS 証明書を検証しない設定のイメージ"
    },
    why: Text {
        en: "Whoever stands between the application and a server reads and changes what they exchange, and \
             no error tells.",
        ja: "アプリケーションとサーバーの間に入った攻撃者は通信を盗聴、改ざんでき、エラーも発生しません。",
    },
    fix: Text {
        en: "Remove the variable, and add the CA that is missing to the trust store of the image.",
        ja: "変数を削除し、不足している CA をイメージのトラスト ストアに追加してください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "cwe", id: "CWE-295" },
    ],
    references: &[
        "https://cwe.mitre.org/data/definitions/295.html",
        "https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue",
    ],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "certificates that are verified", ja: "証明書が検証されること" };

/// Variables that switch verification off, with the values that do so; none where any value does.
///
/// # Source
/// The manuals of Node.js ("CLI"), Python (PEP 493), git ("git", "Environment Variables"), npm ("config"),
/// conda, pip and Go ("go help environment").
const SWITCHES: [(&str, &[&str]); 8] = [
    ("CONDA_SSL_VERIFY", &["0", "false", "no"]),
    ("GIT_SSL_NO_VERIFY", &[]),
    ("GOINSECURE", &[]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("NPM_CONFIG_STRICT_SSL", &["0", "false", "no"]),
    ("PIP_TRUSTED_HOST", &[]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("npm_config_strict_ssl", &["0", "false", "no"]),
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    for (name, value) in image.config().into_iter().flat_map(|config| &config.env) {
        let Some((_, values)) = SWITCHES.iter().find(|(known, _)| known == name) else { continue };
        let value = value.trim();
        let is_off = !value.is_empty()
            && (values.is_empty() || values.iter().any(|off| value.eq_ignore_ascii_case(off)));
        if is_off {
            sink.of_config("config.Env", WANTED).value(name).seen(&format!("{name}={value}"));
        }
    }
}
