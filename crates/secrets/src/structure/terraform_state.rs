//! Values in a state of Terraform or `OpenTofu`, which keeps what is sensitive as plain text.

use super::{Site, json};
use crate::lookalike::is_made_up;

/// The most bytes of a state that are read from its version on.
const LONGEST: usize = 16 << 20;

/// Names of attributes, and ends of them, that hold what nobody is to know.
const SECRET: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "access_key",
    "secret_key",
    "private_key",
    "private_key_pem",
    "private_key_openssh",
    "connection_string",
    "token",
    "client_secret",
    "api_key",
    "account_key",
    "shared_key",
    "sas_token",
    "auth_token",
    "client_key",
    "secret_string",
    "primary_key",
    "secondary_key",
    "random_password",
    "passphrase",
    "kube_config_raw",
];

/// What follows the value of an output that is not to be shown.
const SENSITIVE: &[u8] = b"\"sensitive\": true";

pub(super) fn look(site: &mut Site<'_>) {
    let bytes = site.bytes;
    // A state begins with its version.
    let start = bytes.get(..site.at).unwrap_or_default();
    if site.at > 400 || !start.trim_ascii_start().starts_with(b"{") {
        return;
    }
    let length = site.ahead(LONGEST).len();
    let mut found = Vec::new();
    for (name, value) in json::pairs(bytes, site.at..site.at + length) {
        let key = bytes.get(name.clone()).unwrap_or_default();
        // An output has its value beside the word that it is sensitive.
        let after = bytes.get(value.end..bytes.len().min(value.end + 120)).unwrap_or_default();
        let is_output = key == b"value"
            && after
                .windows(SENSITIVE.len())
                .position(|part| part == SENSITIVE)
                .is_some_and(|at| !after.iter().take(at).any(|byte| *byte == b'{'));
        let is_secret = is_output
            || SECRET.iter().any(|word| {
                key.ends_with(word.as_bytes()) && {
                    let before = key.len().checked_sub(word.len() + 1).and_then(|at| key.get(at));
                    before.is_none_or(|byte| *byte == b'_')
                }
            });
        let text = bytes.get(value.clone()).unwrap_or_default();
        if is_secret && (8..=16 << 10).contains(&text.len()) && !is_made_up(text) {
            found.push((name, value));
        }
    }
    for (name, value) in found {
        site.see(value, Some(name));
    }
}
