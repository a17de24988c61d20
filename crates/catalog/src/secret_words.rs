//! Which names say that their value is a credential, and which values are one.
//!
//! A name is cut into words (`DB_PASSWORD`, `db.password` and `dbPassword` are `db` and `password`); it speaks of a
//! credential if a word or a pair of words does and no later word turns it into something about one, as in
//! `PASSWORD_FILE`. Words were chosen from the manifests of common charts; every list here is a judgement.

/// A word that is a credential by itself.
const NOUNS: &[&str] = &[
    "apikey",
    "credential",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "privatekey",
    "pwd",
    "secret",
    "token",
];

/// Words that make a credential of the `key` behind them.
const KEYS: &[&str] = &[
    "access",
    "account",
    "api",
    "app",
    "auth",
    "encryption",
    "jwt",
    "license",
    "master",
    "private",
    "secret",
    "shared",
    "signing",
    "storage",
];

/// Words before `secret` that make it the name of a Kubernetes Secret.
const REFERS: &[&str] = &["ca", "cert", "certificate", "config", "existing", "image", "pull", "tls", "use"];

/// Words behind a credential that make of it something that may be known.
const ABOUT: &[&str] = &[
    "age",
    "algorithm",
    "allowed",
    "arn",
    "attempts",
    "audience",
    "auth",
    "authentication",
    "backend",
    "check",
    "checks",
    "class",
    "cmd",
    "command",
    "complexity",
    "count",
    "description",
    "dir",
    "directory",
    "disabled",
    "duration",
    "enable",
    "enabled",
    "encryption",
    "endpoint",
    "engine",
    "env",
    "exchange",
    "expiration",
    "expires",
    "expiry",
    "field",
    "file",
    "filename",
    "flow",
    "format",
    "generator",
    "grant",
    "hashing",
    "header",
    "helper",
    "hint",
    "history",
    "host",
    "id",
    "interval",
    "issuer",
    "key",
    "kind",
    "label",
    "length",
    "lifetime",
    "limit",
    "location",
    "manager",
    "max",
    "message",
    "method",
    "min",
    "mode",
    "mount",
    "name",
    "namespace",
    "path",
    "pattern",
    "placeholder",
    "policy",
    "port",
    "prefix",
    "process",
    "prompt",
    "provider",
    "ref",
    "regex",
    "required",
    "reset",
    "retention",
    "rule",
    "rotation",
    "scope",
    "seconds",
    "service",
    "size",
    "source",
    "store",
    "strength",
    "suffix",
    "template",
    "text",
    "timeout",
    "title",
    "ttl",
    "type",
    "uri",
    "url",
    "validation",
    "validator",
    "var",
    "variable",
];

/// As many words as are looked at: a hostile name has hundreds.
const MAX_WORDS: usize = 24;

/// Tells whether a name says that its value is a credential.
pub(crate) fn names_secret(name: &str) -> bool {
    let words = words(name);
    let is_about = |from: usize| words.iter().skip(from).any(|word| is_about_one(word));
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map(String::as_str);
        let is_secret = match word.as_str() {
            "key" => before.is_some_and(|word| KEYS.contains(&word)),
            "string" => before == Some("connection"),
            "pass" => before.is_some_and(|word| matches!(word, "db" | "user" | "admin" | "root" | "smtp")),
            "secret" => before.is_none_or(|word| !REFERS.contains(&word)),
            noun => NOUNS.contains(&noun),
        };
        // `secret key` is a credential, although `key` behind one word names an entry of a Secret.
        is_secret && !is_about(at + 1 + usize::from(word == "secret" && is_key_next(&words, at)))
    })
}

/// Tells whether a word turns a credential into something about one; it may be in the plural.
fn is_about_one(word: &str) -> bool {
    ABOUT.contains(&word) || word.strip_suffix('s').is_some_and(|one| ABOUT.contains(&one))
}

fn is_key_next(words: &[String], at: usize) -> bool {
    words.get(at + 1).is_some_and(|word| word == "key")
}

/// Cuts a name into words in small letters, at everything but letters and digits and before capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars().take(512) {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && was_small) {
            words.push(String::new());
        }
        was_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words.truncate(MAX_WORDS);
    words
}

/// What a value begins with that names a secret of a store, or a file, and is none itself.
const REFERENCES: &[&str] = &[
    "$(",
    "%{",
    "#{",
    "./",
    "../",
    "/",
    "@Microsoft.KeyVault(",
    "ENC[",
    "akv://",
    "arn:",
    "awssm:",
    "file:",
    "gcpsm:",
    "op://",
    "ref+",
    "vault:",
    "~/",
];

const EMPTY: &[&str] =
    &["", "disabled", "enabled", "false", "nil", "no", "none", "null", "off", "true", "yes"];

/// Tells whether a value, whose name says that it is a credential, is one that is written out: neither empty nor a
/// number, a placeholder, a path, an address or the name of a secret in a store.
pub(crate) fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let is_word = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let is_masked = value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'));
    if is_word(EMPTY) || is_number || is_masked || is_placeholder(value) {
        return false;
    }
    if value.contains("://") {
        return has_password(value);
    }
    let is_windows_path =
        value.starts_with(r"\\") || value.get(1..).is_some_and(|rest| rest.starts_with(r":\"));
    !is_windows_path && !REFERENCES.iter().any(|start| value.starts_with(start))
}

/// Tells whether a value of a Secret is there in clear: not empty, encrypted, masked or filled in later.
pub(crate) fn is_filled(value: &str) -> bool {
    let value = value.trim();
    let is_empty = EMPTY.iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_masked = value.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'));
    !is_empty && !is_masked && !value.starts_with("ENC[") && !is_placeholder(value)
}

/// Tells whether something else is put in the place of the value before it is used.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let framed = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    value.contains("${")
        || value.contains("{{")
        || value.contains("$(")
        || framed("<", ">")
        || framed("__", "__")
        || framed("%", "%")
        || framed("@", "@")
}

/// The beginnings of tokens whose makers gave them one, with the least number of characters behind it.
///
/// # Source
/// The documentation of the makers: AWS IAM identifiers, GitHub and GitLab token prefixes, Slack, Stripe.
const TOKENS: [(&str, usize); 12] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghs_", 36),
    ("github_pat_", 50),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 20),
    ("AccountKey=", 40),
    ("SharedAccessKey=", 40),
];

/// Tells whether a text holds a credential that shows by its own form, whatever it is called.
pub(crate) fn has_credential(text: &str) -> bool {
    let private_key = text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----");
    let has = |(start, least): &(&str, usize)| {
        text.match_indices(start).take(100).any(|(at, _)| {
            let rest = text.as_bytes().iter().skip(at + start.len());
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-+/=".contains(byte);
            let free = at == 0 || !text.as_bytes().get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
            free && rest.take(*least).take_while(is_part).count() == *least
        })
    };
    private_key || TOKENS.iter().any(has) || has_password(text)
}

/// Tells whether a text has an address with user and password: `scheme://user:password@host`.
pub(crate) fn has_password(text: &str) -> bool {
    text.match_indices("://").take(100).any(|(at, _)| {
        let rest = text.get(at + 3..).unwrap_or_default();
        let rest = &rest[..rest.floor_char_boundary(512)];
        let authority = rest.split(['/', '?', '#', ' ', '"', '\'', '\n']).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        password.is_some_and(is_literal_word)
    })
}

/// Like [`is_literal`], for a part of an address: numbers are passwords there.
fn is_literal_word(password: &str) -> bool {
    let masked = password.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'));
    !masked && !is_placeholder(password) && !password.starts_with('$') && !password.starts_with('<')
}

/// Tells whether a text of configuration has a line that gives a credential: `password: x`, `PASSWORD=x`,
/// `"password": "x"`.
pub(crate) fn has_assignment(text: &str) -> bool {
    text.lines().take(10_000).any(|line| {
        let line = &line[..line.floor_char_boundary(512)];
        let line = line.trim().trim_start_matches("- ").trim_start_matches("export ");
        let Some((name, value)) = line.split_once([':', '=']) else { return false };
        let name = name.trim().trim_matches(['"', '\'']);
        let value = value.trim().trim_end_matches([',', ';']).trim_matches(['"', '\'']);
        let is_name = !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        // A value of several words is a sentence or code.
        is_name && !value.contains([' ', '(', '{', '[', '|', '>']) && names_secret(name) && is_literal(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_of_credentials_from_names_about_them() {
        for name in [
            "PASSWORD",
            "db.password",
            "dbPassword",
            "CLIENT_SECRET",
            "SECRET_KEY",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "GITHUB_TOKEN",
            "connection-string",
            "privateKey",
            "DB_PASS",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in [
            "password_encryption",
            "tokenUrl",
            "passwordPolicy",
            "secretName",
            "PASSWORD_FILE",
            "existingSecret",
            "SECRET_KEY_REF",
            "AWS_ACCESS_KEY_ID",
            "MAX_TOKENS",
            "TOKEN_AUDIENCES",
            "TOKENIZER",
            "proxy_pass",
            "PUBLIC_KEY",
            "KEY",
            "username",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }

    #[test]
    fn tells_values_from_what_stands_for_them() {
        for value in ["changeme", "hunter2", "https://u:p1@host/x", "a b"] {
            assert!(is_literal(value), "{value}");
        }
        for value in [
            "",
            "true",
            "3600",
            "${PASSWORD}",
            "{{ .Values.p }}",
            "<password>",
            "/run/secrets/p",
            "$(P)",
            "****",
        ] {
            assert!(!is_literal(value), "{value}");
        }
        assert!(!is_literal("https://login.example/token") && !is_literal("vault:secret/data/x#p"));
    }

    #[test]
    fn finds_credentials_inside_of_texts() {
        assert!(has_credential(concat!("a: postgres://shop:", "hunter2@db/shop")));
        assert!(!has_credential("a: postgres://shop:${PASSWORD}@db/shop"));
        assert!(has_credential("id = AKIAIOSFODNN7EXAMPLE"));
        assert!(has_assignment("[db]\nuser = shop\npassword = hunter2\n"));
        assert!(has_assignment("{\n  \"clientSecret\": \"hunter2\",\n}"));
        assert!(!has_assignment("password: ${PASSWORD}\ntoken_url: x\n# the secret is kept elsewhere\n"));
        assert!(!has_assignment("password = os.environ['P']\nsecret: |\n"));
    }
}
