//! What a value must satisfy beyond its shape: checksums and structures that its provider documents. One file each.

mod base64_content;
mod basic_credentials;
mod github_crc32;
mod gitlab_crc32;
mod grafana_crc32;
mod json_claims;
mod jwt;
mod mixed;
mod nats_nkey;
mod public_keys;
mod url_password;

use crate::lookalike;

pub(crate) use url_password::is_shown_in_url;

/// The name of the test of a password in a URL, of which the host tells more.
pub(crate) const OF_URL: &str = "password-of-url";

/// Tells whether a value can be real.
pub(crate) type Test = fn(&[u8]) -> bool;

/// Makes the last part of a sample so that the test holds: given what stands before it, returns what is to follow.
pub(crate) type Complete = fn(&[u8]) -> Vec<u8>;

/// The tests by the names that patterns call them.
const ALL: &[(&str, Test, Option<Complete>)] = &[
    ("aws-key", public_keys::aws_key, None),
    ("azure-account-key", public_keys::azure_account_key, None),
    ("base64-json", base64_content::json, None),
    ("basic-credentials", basic_credentials::test, None),
    ("discord-bot-token", base64_content::discord_bot_token, None),
    ("elastic-api-key", base64_content::elastic_api_key, None),
    ("github-crc32", github_crc32::test, Some(github_crc32::complete)),
    ("gitlab-crc32", gitlab_crc32::test, Some(gitlab_crc32::complete)),
    ("grafana-crc32", grafana_crc32::test, Some(grafana_crc32::complete)),
    ("has-digit", mixed::has_digit, None),
    ("jfrog-reference-token", base64_content::jfrog_reference_token, None),
    ("jwt", jwt::signed, None),
    ("kubernetes-jwt", jwt::kubernetes, None),
    ("mixed", mixed::test, None),
    ("nats-nkey", nats_nkey::test, Some(nats_nkey::complete)),
    // npm took over the format of GitHub's tokens.
    ("npm-crc32", github_crc32::test, Some(github_crc32::complete)),
    ("not-made-up", not_made_up, None),
    (OF_URL, url_password::test, None),
    ("sentry-org-token", json_claims::sentry_org_token, None),
    ("supabase-service-role", json_claims::supabase_service_role, None),
];

/// Tells whether everybody has this key, because its provider or a standard prints it.
pub(crate) fn is_published(value: &[u8]) -> bool {
    !public_keys::azure_account_key(value) || public_keys::is_of_oauth(value)
}

/// What a person thought up, and not a word that stands for it.
fn not_made_up(value: &[u8]) -> bool {
    !lookalike::is_made_up(value)
}

/// Finds a test.
pub(crate) fn find(name: &str) -> Option<Test> {
    ALL.iter().find(|(known, ..)| *known == name).map(|(_, test, _)| *test)
}

/// Finds what completes a sample for a test.
pub(crate) fn completion(name: &str) -> Option<Complete> {
    ALL.iter().find(|(known, ..)| *known == name).and_then(|(.., complete)| *complete)
}
