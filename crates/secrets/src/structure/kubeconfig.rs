//! What users of a kubeconfig sign in with.
//!
//! # Source
//! Kubernetes, `k8s.io/client-go/tools/clientcmd/api/v1`, `AuthInfo`.

use super::{Site, lines};
use crate::lookalike::is_made_up;

const AROUND: usize = 256 << 10;

const SECRET: &[&[u8]] = &[
    b"client-key-data",
    b"token",
    b"password",
    b"id-token",
    b"refresh-token",
    b"access-token",
    b"client-secret",
];

pub(super) fn look(site: &mut Site<'_>) {
    let bytes = site.bytes;
    let document = lines::document(bytes, site.at, AROUND);
    // The part behind `users:` alone, and only of a document that has clusters too.
    let text = bytes.get(document.clone()).unwrap_or_default();
    site.work += text.len() as u64;
    let has = |mark: &[u8]| text.windows(mark.len()).any(|part| part == mark);
    if !has(b"clusters:") || !has(b"contexts:") {
        return;
    }
    let mut is_in_users = false;
    for line in lines::of(bytes, document) {
        let here = bytes.get(line.clone()).unwrap_or_default();
        if lines::indent(here) == 0 && !here.starts_with(b"-") && !here.is_empty() {
            is_in_users = here.starts_with(b"users:");
            continue;
        }
        if !is_in_users {
            continue;
        }
        let Some((name, value)) = lines::pair(bytes, &line) else { continue };
        let is_secret = bytes.get(name.clone()).is_some_and(|name| SECRET.contains(&name));
        let text = bytes.get(value.clone()).unwrap_or_default();
        if is_secret && text.len() >= 6 && !is_made_up(text) {
            site.see(value, Some(name));
        }
    }
}
