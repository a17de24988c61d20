//! Which values that stand where a credential could stand are the name of a Secret or of a file that holds it.
//!
//! Programs of Kubernetes take the name of a Secret in options such as `--secret` or `--credentials-secret`, which sound
//! like the ones that take the credential itself. Only the value can tell, and it cannot tell surely: what looks like a
//! name of an object is taken for one, so that nobody is asked to revoke a name.

/// Words before `secret` that make a credential of it, whatever the value looks like.
const OWNERS: &[&str] = &[
    "access", "api", "app", "client", "consumer", "cookie", "hmac", "jwt", "oauth", "oauth2", "session",
    "shared", "signing", "webhook",
];

/// Endings of files that programs take a credential from.
const ENDINGS: &[&str] = &[
    ".cer",
    ".cfg",
    ".conf",
    ".crt",
    ".env",
    ".ini",
    ".jks",
    ".json",
    ".key",
    ".p12",
    ".pem",
    ".pfx",
    ".properties",
    ".pub",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
];

/// Tells whether what is given for an option, which sounds like a credential, is only the name of one.
pub(crate) fn is_reference(option: &str, value: &str) -> bool {
    is_file(value) || (may_name_secret(option) && is_object_name(value))
}

/// Tells whether an option may be meant for the name of a Secret: its last word is that, and no word before it says whose
/// credential it would be.
fn may_name_secret(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    let mut words = option.rsplit(|c: char| !c.is_ascii_alphanumeric());
    matches!(words.next(), Some("secret" | "secrets")) && !words.any(|word| OWNERS.contains(&word))
}

/// Tells whether a text is made like the names that people give to objects, a namespace before it or not: words in small
/// letters, each with at most a few digits at its end. A generated credential has digits in between.
///
/// # Source
/// Kubernetes, "Object Names and IDs": DNS subdomain names of at most 253 characters.
fn is_object_name(value: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = word.len() - letters.len();
        let is_short = word.len() <= 24 && digits <= 3;
        !word.is_empty() && is_short && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    value.len() <= 253 && value.matches('/').count() <= 1 && value.split(['-', '.', '/']).all(is_word)
}

/// Tells whether a text is a path of a file: it ends like one, or has the `@` before it by which programs are told so.
fn is_file(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.starts_with("@/") || value.starts_with("@./") || ENDINGS.iter().any(|end| value.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_files_are_references() {
        for (option, value) in [
            ("--secret", "web-tls"),
            ("--secret", "ingress/web-tls"),
            ("--credentials-secret", "db-credentials"),
            ("--keystore_secret", "keystore.v2"),
            ("SECRET", "db-1"),
            ("--token", "tokens/web.jwt.txt"),
            ("--private-key", "certs/server.key"),
            ("--password", "@/run/secrets/password"),
        ] {
            assert!(is_reference(option, value), "{option} {value}");
        }
    }

    #[test]
    fn credentials_are_not() {
        for (option, value) in [
            ("--client-secret", "hunter"),
            ("--oauth2-client-secret", "web-tls"),
            ("--webhook-secret", "swordfish"),
            ("--password", "correct-horse"),
            ("--token", "hunter2"),
            ("--secret", "Hunter2"),
            ("--secret", "3f9a77bc01d2"),
            ("--secret", "a1b2-c3d4e5"),
            ("--secret", "a/b/c"),
            ("--secret", ""),
        ] {
            assert!(!is_reference(option, value), "{option} {value}");
        }
    }
}
