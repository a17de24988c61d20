//! Values in a state of Terraform or `OpenTofu`, which keeps what is sensitive as plain text.

use std::ops::Range;

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
    "passphrase",
    "kube_config_raw",
];

/// Attributes of whole types of resources that are secret, though their names do not say so.
const OF_TYPES: [(&[u8], &[u8]); 1] = [(b"random_password", b"result")];

/// What tells a state; what follows it is read once.
const VERSION: &[u8] = b"\"terraform_version\"";

/// How many times the way down to an attribute reads a byte again.
const LEVELS: u64 = 8;

/// The name of a value, and the value.
type Found = Vec<(Range<usize>, Range<usize>)>;

pub(super) fn look(site: &mut Site<'_>) {
    let bytes = site.bytes;
    // A state begins with its version.
    let start = bytes.get(..site.at).unwrap_or_default();
    let is_again = start.len() <= 400 && start.windows(VERSION.len()).any(|part| part == VERSION);
    if site.at > 400 || is_again || !start.trim_ascii_start().starts_with(b"{") {
        return;
    }
    let length = site.ahead(LONGEST).len();
    site.work += length as u64 * LEVELS;
    let mut found: Found = json::pairs(bytes, site.at..site.at + length)
        .filter(|(name, _)| is_secret(bytes.get(name.clone()).unwrap_or_default()))
        .collect();
    let open = start.len() - start.trim_ascii_start().len();
    for (name, value) in json::members(bytes, open..site.at + length) {
        match bytes.get(name) {
            Some(b"outputs") => outputs(bytes, value, &mut found),
            Some(b"resources") => site.work += resources(bytes, value, &mut found),
            _ => {}
        }
    }
    found.sort_by_key(|(_, value)| value.start);
    found.dedup_by_key(|(_, value)| value.start);
    for (name, value) in found {
        let text = bytes.get(value.clone()).unwrap_or_default();
        if (8..=16 << 10).contains(&text.len()) && !is_made_up(text) {
            site.see(value, Some(name));
        }
    }
}

fn is_secret(key: &[u8]) -> bool {
    SECRET.iter().any(|word| {
        key.ends_with(word.as_bytes()) && {
            let before = key.len().checked_sub(word.len() + 1).and_then(|at| key.get(at));
            before.is_none_or(|byte| *byte == b'_')
        }
    })
}

/// Finds the value of a member of an object, and its name.
fn member(bytes: &[u8], object: Range<usize>, wanted: &[u8]) -> Option<(Range<usize>, Range<usize>)> {
    json::members(bytes, object).find(|(name, _)| bytes.get(name.clone()) == Some(wanted))
}

/// Takes the texts in the values of outputs that are not to be shown.
fn outputs(bytes: &[u8], all: Range<usize>, found: &mut Found) {
    for (_, output) in json::members(bytes, all) {
        let is_sensitive = member(bytes, output.clone(), b"sensitive").is_some_and(|(_, value)| {
            bytes.get(value).is_some_and(|value| value.trim_ascii_end() == b"true")
        });
        if let Some((name, value)) = member(bytes, output, b"value").filter(|_| is_sensitive) {
            texts(bytes, &name, value, found);
        }
    }
}

/// Takes the attributes that a state says are sensitive, and those that a type of resources always hides; returns how many
/// bytes were read for the former.
fn resources(bytes: &[u8], all: Range<usize>, found: &mut Found) -> u64 {
    let mut work = 0;
    for (_, resource) in json::members(bytes, all) {
        let of_type = member(bytes, resource.clone(), b"type").and_then(|(_, value)| bytes.get(value));
        let of_type = of_type.and_then(|text| text.strip_prefix(b"\"")?.strip_suffix(b"\""));
        let known = OF_TYPES.iter().find(|(name, _)| of_type == Some(*name));
        let Some((_, instances)) = member(bytes, resource, b"instances") else { continue };
        for (_, instance) in json::members(bytes, instances) {
            let Some((_, attributes)) = member(bytes, instance.clone(), b"attributes") else { continue };
            if let Some((name, value)) = known.and_then(|(_, name)| member(bytes, attributes.clone(), name)) {
                texts(bytes, &name, value, found);
            }
            let Some((_, paths)) = member(bytes, instance, b"sensitive_attributes") else { continue };
            // Each is a list of steps, and each attribute on the way a step of its own.
            for (_, path) in json::members(bytes, paths).take(PATHS) {
                work += attributes.len() as u64;
                at_path(bytes, path, attributes.clone(), found);
            }
        }
    }
    work
}

/// The most paths to sensitive attributes of one instance: each reads the attributes again.
const PATHS: usize = 32;

/// Takes the texts at a path of attributes; a step to an element of a list or map leads to all of them.
fn at_path(bytes: &[u8], path: Range<usize>, attributes: Range<usize>, found: &mut Found) {
    let mut here = None;
    for (_, step) in json::members(bytes, path) {
        let Some((_, name)) = member(bytes, step, b"value") else { break };
        let Some(name) = bytes.get(name).and_then(|name| name.strip_prefix(b"\"")?.strip_suffix(b"\""))
        else {
            break;
        };
        let object = here.map_or(attributes.clone(), |(_, value)| value);
        here = member(bytes, object, name);
        if here.is_none() {
            break;
        }
    }
    if let Some((name, value)) = here {
        texts(bytes, &name, value, found);
    }
}

/// Takes all texts of a value, each under the nearest name.
fn texts(bytes: &[u8], name: &Range<usize>, value: Range<usize>, found: &mut Found) {
    let inner = json::strings(bytes, value);
    found.extend(inner.into_iter().map(|(own, text)| (own.unwrap_or_else(|| name.clone()), text)));
}
