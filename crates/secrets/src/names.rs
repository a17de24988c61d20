//! What a name says of the value that it is given.

/// What is kept under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password, which a person may have thought up.
    Password,
    /// A key, token or secret, which a machine made.
    Secret,
    /// The header in which a client says who it is.
    Authorization,
}

/// Words that end the name of a password.
const PASSWORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "passcode",
    "psw",
    "passwort",
    "pw",
    "pswd",
    "requirepass",
];

/// Words that end the name of a secret on their own.
const SECRETS: &[&str] = &[
    "secret",
    "token",
    "credential",
    "credentials",
    "creds",
    "cred",
    "apikey",
    "authkey",
    "accesskey",
    "secretkey",
    "appkey",
    "privatekey",
    "masterkey",
    "signingkey",
    "encryptionkey",
    "accountkey",
    "sharedkey",
    "connectionstring",
    "authtoken",
    "accesstoken",
    "apitoken",
    "apisecret",
    "clientsecret",
    "appsecret",
    "licensekey",
    "webhook_secret",
    "secretaccesskey",
    "refreshtoken",
    "bearertoken",
    "sharedaccesskey",
    "primarykey_secret",
    "passkey",
    "jwtsecret",
    "secrettoken",
    "sessiontoken",
    "secretkeybase",
];

/// Words that make a secret of a key that they stand before.
const OF_KEYS: &[&str] = &[
    "api",
    "access",
    "secret",
    "auth",
    "authorization",
    "authentication",
    "encryption",
    "encrypt",
    "signing",
    "sign",
    "account",
    "shared",
    "master",
    "license",
    "app",
    "application",
    "service",
    "client",
    "aes",
    "hmac",
    "jwt",
    "session",
    "webhook",
    "deploy",
    "storage",
    "admin",
    "consumer",
    "crypt",
    "crypto",
    "cipher",
    "symmetric",
    "cookie",
    "user",
    "server",
    "write",
    "ingest",
    "integration",
    "subscription",
    "function",
    "functions",
    "host",
    "root",
    "rest",
    "private",
    "project",
    "login",
    "restricted",
    "live",
    "prod",
    "production",
    "token",
    "secure",
    "security",
    "backend",
    "data",
    "decryption",
    "des",
    "app",
];

/// Words at the end of a name that say no more of the value.
const FILLERS: &[&str] = &[
    "value",
    "plain",
    "plaintext",
    "text",
    "string",
    "str",
    "dev",
    "prod",
    "production",
    "staging",
    "stage",
    "test",
    "testing",
    "default",
    "old",
    "new",
    "current",
    "primary",
    "secondary",
    "live",
    "sandbox",
    "local",
    "main",
    "backup",
    "base64",
    "b64",
    "v1",
    "v2",
    "v3",
    "raw",
    "hex",
    "var",
    "const",
    "env",
    "confirm",
    "confirmation",
];

/// Words anywhere in a name by which it is no secret itself but something about one.
const ABOUT: &[&str] = &[
    "public",
    "pub",
    "count",
    "max",
    "min",
    "length",
    "len",
    "limit",
    "size",
    "hash",
    "hashed",
    "digest",
    "checksum",
    "placeholder",
    "hint",
    "label",
    "regex",
    "regexp",
    "pattern",
    "policy",
    "tokenizer",
    "tokens",
    "csrf",
    "xsrf",
    "nonce",
    "i18n",
    "error",
    "errors",
    "invalid",
    "missing",
    "has",
    "is",
    "forgot",
    "reset",
    "strength",
    "required",
    "enable",
    "enabled",
    "disable",
    "disabled",
    "show",
    "hide",
    "toggle",
    "algorithm",
    "algo",
    "cancellation",
    "continuation",
    "next",
    "pagination",
    "syntax",
    "keyword",
    "css",
    "fake",
    "mock",
    "dummy",
    "sample",
    "example",
    "stop",
    "eos",
    "bos",
    "pad",
    "cls",
    "sep",
    "mask",
    "unk",
    "sync",
    "design",
    "lexer",
    "parser",
    "token_type",
    "cache",
    "idempotency",
    "partition",
    "sort",
    "row",
    "object",
    "foreign",
    "primarykey",
    "expected",
    "correct",
    "wrong",
    "spdx",
    "injection",
    "symbol",
    "publishable",
    "anon",
    "anonymous",
    "site",
    "sitekey",
    "delimiter",
    "delim",
    "encrypted",
    "sealed",
    "cipher_text",
    "ciphertext",
    "fingerprint",
    "thumbprint",
];

/// Tells what a name promises; nothing where it does not name a secret.
pub(crate) fn kind(name: &[u8]) -> Option<Kind> {
    let name = std::str::from_utf8(name).ok()?;
    // What leads to it: `spring.datasource.password` is a password, `password.title` is not.
    let last = name.trim_matches(['.', '-', '_', '$']).rsplit('.').find(|part| !part.is_empty())?;
    let mut words = words(last);
    // `api.key`, `jwt.signing.key`: what stands before tells of what the key is.
    if last.eq_ignore_ascii_case("key") {
        let before = name.rsplit('.').filter(|part| !part.is_empty()).nth(1);
        words.splice(0..0, before.map(self::words).unwrap_or_default());
    }
    for word in &mut words {
        let kept = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if kept > 0 && !matches!(word.as_str(), "v1" | "v2" | "v3" | "b64" | "base64" | "i18n") {
            word.truncate(kept);
        }
    }
    while words.len() > 1
        && words.last().is_some_and(|word| {
            FILLERS.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit())
        })
    {
        words.pop();
    }
    // Tokens against forged requests are new for each page; plugins of MySQL are called after what they check.
    let is_about = |word: &String| {
        ABOUT.contains(&word.as_str())
            || word.starts_with("csrf")
            || word.starts_with("xsrf")
            || word == "native"
    };
    if words.iter().any(is_about) {
        return None;
    }
    // `SECRET_KEY_BASE` of Rails.
    if words.ends_with(&["key".to_owned(), "base".to_owned()]) {
        words.pop();
    }
    let (end, before) = words.split_last()?;
    let end = end.as_str();
    if matches!(end, "authorization" | "authorisation") {
        return Some(Kind::Authorization);
    }
    if PASSWORDS.contains(&end) || is_compound_password(end) || name.eq_ignore_ascii_case("identified by") {
        return Some(Kind::Password);
    }
    let before = before.last().map(String::as_str);
    if end == "word" && before == Some("pass") || end == "phrase" && before == Some("pass") {
        return Some(Kind::Password);
    }
    let of_key = |word: &str| OF_KEYS.contains(&word);
    let is_secret = SECRETS.contains(&end)
        || end == "key" && before.is_some_and(of_key)
        || end == "string" && before == Some("connection")
        || end == "auth" && before.is_some()
        || end.strip_suffix("key").is_some_and(of_key)
        || ["secret", "token", "apikey", "credentials", "secretkey", "accesskey"]
            .iter()
            .any(|word| end.len() > word.len() + 2 && end.ends_with(word))
        || end.ends_with("key")
            && end
                .strip_suffix("key")
                .is_some_and(|rest| ["api", "secret", "access"].iter().any(|word| rest.ends_with(word)));
    is_secret.then_some(Kind::Secret)
}

/// Tells whether a word in one case is a password of something: `dbpassword`, `rootpass`.
fn is_compound_password(word: &str) -> bool {
    let of = |end: &str| word.strip_suffix(end).is_some_and(|rest| rest.len() > 1);
    let holders = [
        "db",
        "user",
        "root",
        "admin",
        "my",
        "mysql",
        "pg",
        "sql",
        "ftp",
        "smtp",
        "mail",
        "email",
        "auth",
        "login",
        "ssh",
        "http",
        "proxy",
        "key",
        "keystore",
        "store",
        "srcstore",
        "deststore",
        "srckey",
        "destkey",
        "truststore",
    ];
    of("password")
        || of("passwd")
        || of("passphrase")
        || of("pwd")
        || word.strip_suffix("pass").is_some_and(|rest| holders.contains(&rest))
}

/// Splits a name at marks and where capitals begin, and puts it in lower case.
fn words(name: &str) -> Vec<String> {
    let bytes = name.as_bytes();
    let mut words = Vec::new();
    let mut word = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        let last = place.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or_default();
        let next = bytes.get(place + 1).copied().unwrap_or_default();
        let begins = byte.is_ascii_uppercase()
            && (last.is_ascii_lowercase()
                || last.is_ascii_digit()
                || last.is_ascii_uppercase() && next.is_ascii_lowercase());
        if (begins || !byte.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind};

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        let cases: [(Option<Kind>, &[&str]); 4] = [
            (
                Some(Kind::Password),
                &[
                    "password",
                    "DB_PASSWORD",
                    "dbPassword",
                    "spring.datasource.password",
                    "rootpass",
                    "--password",
                    "PGPASSWORD",
                    "adminPassword2",
                    "MYSQL_ROOT_PASSWORD",
                    "smtp_pass",
                    "Pwd",
                    "PASSWORD_PROD",
                    "key-passphrase",
                    "userPassword",
                    "-srcstorepass",
                ],
            ),
            (
                Some(Kind::Secret),
                &[
                    "api_key",
                    "apiKey",
                    "X-API-Key",
                    "client_secret",
                    "AUTH_TOKEN",
                    "accessToken",
                    "SECRET_KEY",
                    "jwtSecret",
                    "signing-key",
                    "AccountKey",
                    "SECRET_KEY_BASE64",
                    "webhook_secret",
                    "credentials",
                    "mygithubtoken",
                    "ENCRYPTION_KEY",
                    "SharedAccessKey",
                    "SECRET_KEY_BASE",
                    "secretKeyBase",
                    "secretkeybase",
                ],
            ),
            (Some(Kind::Authorization), &["Authorization", "Proxy-Authorization"]),
            (
                None,
                &[
                    "password_field",
                    "passwordHash",
                    "token_url",
                    "secret_name",
                    "secretName",
                    "api_key_id",
                    "max_tokens",
                    "tokenizer",
                    "token_count",
                    "public_key",
                    "is_password",
                    "forgotPassword",
                    "password_policy",
                    "bypass",
                    "compass",
                    "key",
                    "primary_key",
                    "tokens",
                    "author",
                    "client_id",
                    "keyboard",
                    "csrf_token",
                    "next_page_token",
                    "password.title",
                    "passwordPlaceholder",
                    "monkey",
                    "key_base",
                    "encryptedPassword",
                ],
            ),
        ];
        for (expected, names) in cases {
            for name in names {
                assert_eq!(kind(name.as_bytes()), expected, "{name}");
            }
        }
    }
}
