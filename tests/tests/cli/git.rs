//! Repositories, made by git itself.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::folder::Folder;
use crate::program::Run;

/// Names a call of git in a folder, which must be there, with nothing of the machine's own configuration.
fn call<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    git.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

/// Runs git, which must do what it was asked.
pub(crate) fn git(folder: &Path, args: &[&str]) {
    let output = call(folder, args).output().expect("git is installed: these tests make real repositories");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs git, which may refuse, with these variables beside its own.
pub(crate) fn try_git(folder: &Path, args: &[&str], vars: &[(&str, &OsStr)]) -> Run {
    let mut call = call(folder, args);
    // Whatever the tests run under, the program is not to see.
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "SEKIMORI_LANG"] {
        call.env_remove(name);
    }
    let output = call.envs(vars.iter().copied()).output().expect("git is installed");
    Run::new(output, format!("git {args:?}"))
}

/// What git prints, without the line break at the end.
pub(crate) fn git_says(folder: &Path, args: &[&str]) -> String {
    let run = try_git(folder, args, &[]);
    assert_eq!(run.code, Some(0), "{}: {}", run.call, run.err);
    run.out.trim_end().to_owned()
}

/// Commits all that there is.
pub(crate) fn commit_all(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "more"]);
}

/// Commits all that there is, at a second of the day that these commits are made on; returns the commit's id.
pub(crate) fn commit_at(folder: &Path, second: u32) -> String {
    git(folder, &["add", "--all"]);
    let date = format!("2027-01-10T12:00:{second:02}Z");
    let dates = [("GIT_AUTHOR_DATE", OsStr::new(&date)), ("GIT_COMMITTER_DATE", OsStr::new(&date))];
    let run = try_git(folder, &["commit", "--quiet", "--message", "more"], &dates);
    assert_eq!(run.code, Some(0), "{}", run.err);
    git_says(folder, &["rev-parse", "HEAD"])
}

/// The folder as a repository without a commit, on `main`.
pub(crate) fn unborn(folder: Folder) -> Folder {
    git(folder.path(), &["init", "--quiet"]);
    folder
}
