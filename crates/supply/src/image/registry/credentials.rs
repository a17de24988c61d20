//! Credentials as Docker and Podman keep them.
//!
//! # Source
//! docker/cli, `docs/reference/commandline/docker_login.md` (config.json, helpers); containers-auth.json(5).

use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;

use data_encoding::BASE64;
use serde_json::Value;

use super::credential_helper;
use super::secret::Hidden;
use crate::read_capped;

/// Bytes of a file with credentials. 1 MiB: the largest seen has 40 KiB.
const MAX_BYTES: u64 = 1 << 20;

/// What Docker Hub is called there.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Login {
    /// A user and a password.
    Password { user: String, password: Hidden },
    /// A token with which others are had.
    Identity(Hidden),
    /// A token that is shown as it is.
    Bearer(Hidden),
}

/// What was found for a registry.
#[derive(Debug, Clone, Default)]
pub(super) struct FoundLogin {
    pub(super) login: Option<Login>,
    /// What went wrong while looking, to be told where it matters.
    pub(super) note: Option<String>,
}

/// Returns the files that may have credentials, as the environment of this process names them.
pub fn files() -> Vec<PathBuf> {
    files_of(&|name| std::env::var_os(name))
}

/// Returns the files that may have credentials, as an environment names them.
pub fn files_of(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let path = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // Whoever names a file means that one.
    if let Some(file) = path("REGISTRY_AUTH_FILE") {
        return vec![file];
    }
    let home = path("HOME").or_else(|| path("USERPROFILE"));
    let in_home = |name: &str| home.as_ref().map(|home| home.join(name));
    let docker =
        path("DOCKER_CONFIG").or_else(|| in_home(".docker")).map(|folder| folder.join("config.json"));
    let podman = [path("XDG_RUNTIME_DIR"), path("XDG_CONFIG_HOME").or_else(|| in_home(".config"))];
    let podman = podman.into_iter().flatten().map(|folder| folder.join("containers/auth.json"));
    podman.chain(docker).collect()
}

/// Finds credentials for a repository of a registry.
pub(super) fn find(files: &[PathBuf], host: &str, repository: &str) -> FoundLogin {
    let mut found = FoundLogin::default();
    for path in files {
        let Ok(file) = File::open(path) else { continue };
        let read = read_capped(file, MAX_BYTES, 0).ok().flatten();
        let Some(value) = read.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()) else {
            found.note = Some(format!("`{}` cannot be read", path.display()));
            continue;
        };
        let keys = keys(host, repository);
        if let Some(name) = helper_for(&value, &keys) {
            let server = if host == "docker.io" { DOCKER_HUB } else { host };
            match credential_helper::ask(&name, server) {
                Ok(Some(login)) => return FoundLogin { login: Some(login), note: None },
                Ok(None) => {}
                Err(why) => found.note = Some(why),
            }
        }
        let stored = value.get("auths").and_then(|auths| keys.iter().find_map(|key| stored(auths, key)));
        if stored.is_some() {
            return FoundLogin { login: stored, note: None };
        }
    }
    found
}

/// The names under which a registry may be kept, the narrowest first.
fn keys(host: &str, repository: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut path = repository;
    loop {
        keys.push(format!("{host}/{path}"));
        let Some((parent, _)) = path.rsplit_once('/') else { break };
        path = parent;
    }
    keys.push(host.to_owned());
    if host == "docker.io" {
        keys.extend([DOCKER_HUB, "index.docker.io", "registry-1.docker.io"].map(str::to_owned));
    }
    keys
}

fn helper_for(value: &Value, keys: &[String]) -> Option<String> {
    let helpers = value.get("credHelpers");
    let own = helpers.and_then(|helpers| keys.iter().find_map(|key| helpers.get(key)?.as_str()));
    let all = value.get("credsStore").and_then(Value::as_str);
    own.or(all).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn stored(auths: &Value, key: &str) -> Option<Login> {
    // Old files have the address instead of the host.
    let is_meant = |name: &str| {
        let plain = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"));
        let plain = plain.map(|plain| plain.split('/').next().unwrap_or_default());
        name == key || plain == Some(key)
    };
    let entry = auths.get(key).or_else(|| {
        let mut all = auths.as_object()?.iter();
        all.find(|(name, _)| is_meant(name)).map(|(_, entry)| entry)
    })?;
    let text = |name: &str| entry.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(token) = text("identitytoken") {
        return Some(Login::Identity(Hidden::new(token)));
    }
    if let Some(token) = text("registrytoken") {
        return Some(Login::Bearer(Hidden::new(token)));
    }
    if let (Some(user), Some(password)) = (text("username"), text("password")) {
        return Some(Login::Password { user: user.to_owned(), password: Hidden::new(password) });
    }
    let pair = BASE64.decode(text("auth")?.as_bytes()).ok()?;
    let pair = Hidden::new(String::from_utf8(pair).ok()?);
    let (user, password) = pair.reveal().split_once(':')?;
    Some(Login::Password { user: user.to_owned(), password: Hidden::new(password.trim_end_matches('\0')) })
}

#[cfg(test)]
#[path = "credentials_tests.rs"]
mod tests;
