//! All that history holds, of real repositories.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sekimori_model::Limits;
use sekimori_supply::{Error, History, Note};
use tempfile::TempDir;

const RULES: &str = "rules 1";

/// Runs git, which must be there, with nothing of the machine's own configuration.
fn git(folder: &Path, args: &[&str]) -> String {
    git_at(folder, 1_700_000_000, args)
}

fn git_at(folder: &Path, seconds: u64, args: &[&str]) -> String {
    let date = format!("{seconds} +0900");
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    git.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", "-c", "gc.auto=0"]);
    git.args(["-c", "advice.detachedHead=false", "-c", "uploadpack.allowFilter=true"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    let output = git.output().expect("git is installed: these tests make real repositories");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

struct Repository {
    folder: TempDir,
    clock: u64,
}

impl Repository {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        git(folder.path(), &["init", "--quiet"]);
        Self { folder, clock: 1_700_000_000 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str]) -> String {
        git_at(self.path(), self.clock, args)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&mut self) -> String {
        self.clock += 60;
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "more"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn put(&mut self, path: &str, text: &str) -> String {
        self.write(path, text);
        self.commit()
    }
}

fn open(path: &Path) -> History {
    History::open(path, None, None, RULES).unwrap()
}

fn open_with(path: &Path, cursor: &[u8]) -> History {
    History::open(path, None, Some(cursor), RULES).unwrap()
}

/// All contents, read by several readers.
fn contents(history: &History) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for batch in history.batches() {
        let mut reader = history.reader();
        for blob in batch {
            if let Ok(bytes) = reader.read(*blob, &Limits::default()) {
                assert!(all.insert(String::from_utf8_lossy(&bytes).into_owned()), "read twice");
            }
        }
    }
    all
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn each_content_of_every_reference_is_read_once() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("a.txt", "two");
    repository.put("copy/b.txt", "two");
    repository.git(&["switch", "--quiet", "--create", "side"]);
    repository.put("side.txt", "side");
    repository.git(&["tag", "--annotate", "--message", "t", "v1"]);
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["branch", "--quiet", "--delete", "--force", "side"]);
    repository.write("stash.txt", "first stash");
    repository.git(&["stash", "--quiet", "--include-untracked"]);
    repository.write("stash.txt", "second stash");
    repository.git(&["stash", "--quiet", "--include-untracked"]);
    repository.git(&["notes", "add", "--message", "a note"]);
    let expected = set(&["one", "two", "side", "first stash", "second stash", "a note\n"]);
    let history = open(repository.path());
    assert_eq!(contents(&history), expected);
    assert!(history.unseen().is_empty(), "{:?}", history.unseen());
    assert_eq!(history.counts().blobs, 6);

    repository.git(&["gc", "--quiet"]);
    assert!(!repository.path().join(".git/refs/tags/v1").exists(), "references are packed");
    assert_eq!(contents(&open(repository.path())), expected);
    let from_below = open(&repository.path().join("copy"));
    assert_eq!(contents(&from_below), expected);
}
