//! Where else git looks for hooks: what the configuration of the machine and of the user says of it.
//!
//! Their files are read as they lie there: git itself is not asked, and what they include is not followed.
//!
//! # Source
//! git-config(1), "FILES" and "ENVIRONMENT".

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use gix::config::file::Metadata;
use gix::config::file::init::Options;
use gix::config::{File, Source};

use super::read_file;

/// Bytes of a configuration: the largest that people write have less than 0.1 MiB.
const CONFIG_BYTES: u64 = 4 << 20;

/// The folder of hooks for all repositories, as it is written; none where nobody says so.
pub(super) fn hooks_of_all() -> Option<String> {
    let said = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    files(&said).iter().rev().find_map(|path| hooks_path(path))
}

/// The files in the order in which they speak: the later one wins.
fn files(said: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if said("GIT_CONFIG_NOSYSTEM").is_none() {
        files.push(said("GIT_CONFIG_SYSTEM").map_or_else(|| "/etc/gitconfig".into(), PathBuf::from));
    }
    if let Some(global) = said("GIT_CONFIG_GLOBAL") {
        files.push(global.into());
        return files;
    }
    let home = said("HOME").map(PathBuf::from);
    let folder = said("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = folder.or_else(|| home.as_ref().map(|home| home.join(".config")));
    files.extend(folder.map(|folder| folder.join("git/config")));
    files.extend(home.map(|home| home.join(".gitconfig")));
    files
}

fn hooks_path(path: &Path) -> Option<String> {
    let bytes = read_file(path, CONFIG_BYTES)?;
    let file = File::from_bytes_no_includes(&bytes, Metadata::from(Source::User), Options::default()).ok()?;
    file.string("core.hooksPath").map(|said| said.to_string()).filter(|said| !said.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_of_git_and_the_later_one_wins() {
        let none = |_: &str| None;
        assert_eq!(files(&none), [PathBuf::from("/etc/gitconfig")]);
        let home = |name: &str| (name == "HOME").then(|| OsString::from("/h"));
        let wanted = ["/etc/gitconfig", "/h/.config/git/config", "/h/.gitconfig"].map(PathBuf::from);
        assert_eq!(files(&home), wanted);
        let own = |name: &str| match name {
            "GIT_CONFIG_NOSYSTEM" => Some(OsString::from("1")),
            "GIT_CONFIG_GLOBAL" => Some(OsString::from("/own")),
            _ => Some(OsString::from("/h")),
        };
        assert_eq!(files(&own), [PathBuf::from("/own")]);
    }
}
