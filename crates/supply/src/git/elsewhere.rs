//! Where git looks for hooks: what the configuration of the machine, of the user and of the repository says of it.
//!
//! Their files are read as they lie there, with what they include; git itself is not asked.
//!
//! # Source
//! git-config(1), "FILES" and "ENVIRONMENT".

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use gix::config::file::Metadata;
use gix::config::file::includes::{self, conditional};
use gix::config::file::init::Options;
use gix::config::path::interpolate;
use gix::config::{File, Source};
use gix::refs::FullNameRef;

use super::read_file;

/// Bytes of a configuration: the largest that people write have less than 0.1 MiB.
const CONFIG_BYTES: u64 = 4 << 20;

/// How many files lead from one to the next, as git has it, and how many are looked at in all.
const DEPTH: usize = 10;
const FILES: usize = 100;

/// What decides which files are included.
#[derive(Clone, Copy)]
pub(super) struct Where<'a> {
    pub(super) git_dir: &'a Path,
    pub(super) branch: Option<&'a FullNameRef>,
}

/// The folder of hooks for all repositories, as it is written; none where nobody says so.
pub(super) fn hooks_of_all(at: Where<'_>) -> Option<String> {
    let said = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    files(&said).iter().rev().find_map(|path| hooks_path(path, at)).filter(|said| !said.is_empty())
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

/// What a configuration says of the folder of hooks, as it is written, with the files that it includes.
pub(super) fn hooks_path(path: &Path, at: Where<'_>) -> Option<String> {
    let bytes = read_file(path, CONFIG_BYTES)?;
    let home = env::var_os("HOME").map(PathBuf::from);
    let mut left = FILES;
    let with_included = may_be_read(path, home.as_deref(), DEPTH, &mut left)
        .then(|| {
            let context = interpolate::Context { home_dir: home.as_deref(), ..Default::default() };
            let conditional = conditional::Context { git_dir: Some(at.git_dir), branch_name: at.branch };
            let includes = includes::Options::follow(context, conditional);
            let options = Options { includes, ignore_io_errors: true, ..Options::default() };
            let file = Metadata { path: Some(path.to_path_buf()), ..Metadata::from(Source::User) };
            File::from_paths_metadata([file], options).ok().flatten()
        })
        .flatten();
    let plain =
        || File::from_bytes_no_includes(&bytes, Metadata::from(Source::User), Options::default()).ok();
    let file = with_included.or_else(plain)?;
    file.string("core.hooksPath").map(|said| said.to_string())
}

/// Tells whether a configuration and all that it may include are small files: a pipe would wait for ever.
fn may_be_read(path: &Path, home: Option<&Path>, depth: usize, left: &mut usize) -> bool {
    if *left == 0 || path.symlink_metadata().is_err() {
        return *left > 0;
    }
    *left -= 1;
    let Some(bytes) = read_file(path, CONFIG_BYTES) else { return false };
    let Some(below) = depth.checked_sub(1) else { return true };
    let parsed = File::from_bytes_no_includes(&bytes, Metadata::from(Source::User), Options::default());
    let Ok(file) = parsed else { return true };
    let folder = path.parent().unwrap_or(path);
    ["include", "includeIf"]
        .into_iter()
        .flat_map(|name| file.sections_by_name(name).into_iter().flatten())
        .all(|section| {
            section.values("path").iter().all(|said| {
                let said = said.to_string();
                let path = match (said.strip_prefix("~/"), home) {
                    (Some(rest), Some(home)) => home.join(rest),
                    _ => folder.join(&said),
                };
                may_be_read(&path, home, below, left)
            })
        })
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
