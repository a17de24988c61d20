//! `sekimori secrets --staged`: what the next commit brings, no more and no less.

use std::fs;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_all, git, git_says, unborn};
use crate::planted::{GITHUB, PASSWORD, password, token};
use crate::program::{Program, sekimori};
use crate::report::Report;

fn staged(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["secrets", "--staged", "--now", TODAY]).args(args).from(folder.path())
}

fn report(folder: &Folder) -> Report {
    staged(folder, &["--format", "json", "--exit-zero"]).reports(0)
}

/// A repository with one commit, which has a token and something to change.
fn with_old() -> Folder {
    let folder = unborn(Folder::new().and("old.txt", format!("a {}\n", token(1))).and("x/app.py", "a = 1\n"));
    commit_all(folder.path());
    folder
}

#[test]
fn a_token_that_is_staged_stops_and_one_that_is_not_does_not() {
    let folder = with_old().and("x/app.py", format!("a = 1\nb = \"{}\"\n", token(2)));
    staged(&folder, &[]).exits(0);
    git(folder.path(), &["add", "--all"]);
    let report = staged(&folder, &["--format", "json"]).reports(1);
    assert_eq!(report.violations(), [("x/app.py", GITHUB)]);
    assert_eq!((report.only().at().as_str(), report.count("filesSearched")), ("2:6", 1));
    // From a folder below, the paths are those of the repository.
    let below = sekimori(&["secrets", "--staged", "--format", "json"]).from(&folder.join("x"));
    assert_eq!(below.reports(1).violations(), [("x/app.py", GITHUB)]);
}

#[test]
fn what_the_last_commit_has_is_not_told_again() {
    let text = format!("# a new line\n\na {}\n", token(1));
    let folder = with_old().and("old.txt", &text);
    git(folder.path(), &["add", "--all"]);
    assert_eq!(report(&folder).violations(), []);
    let folder = folder.and("old.txt", format!("{text}b {}\n", token(2)));
    git(folder.path(), &["add", "--all"]);
    assert_eq!(
        (report(&folder).violations(), report(&folder).only().at()),
        (vec![("old.txt", GITHUB)], "4:3".into())
    );
    // The same value once more is one more.
    let folder = with_old().and("old.txt", format!("{text}b {}\n", token(1)));
    git(folder.path(), &["add", "--all"]);
    assert_eq!(report(&folder).violations(), [("old.txt", GITHUB)]);
    let folder = with_old().and("copy.txt", format!("a {}\n", token(1)));
    git(folder.path(), &["add", "--all"]);
    assert_eq!(report(&folder).violations(), [("copy.txt", GITHUB)], "a copy is no move");
}

#[test]
fn a_file_that_moved_brings_nothing_and_one_that_goes_neither() {
    let folder = with_old();
    git(folder.path(), &["mv", "old.txt", "moved.txt"]);
    assert_eq!(report(&folder).violations(), []);
    let folder = with_old();
    git(folder.path(), &["rm", "--quiet", "old.txt"]);
    staged(&folder, &[]).exits(0);
}

#[test]
fn the_index_counts_and_not_the_working_tree() {
    let folder = with_old().and("x/app.py", format!("t = '{}'\n", token(2)));
    git(folder.path(), &["add", "--all"]);
    // Taken out of the file, but it was staged before.
    let folder = folder.and("x/app.py", "a = 1\n");
    assert_eq!(staged(&folder, &["--format", "json"]).reports(1).violations(), [("x/app.py", GITHUB)]);
    // Put into the file, but only after a part was staged.
    let folder = with_old().and("x/app.py", "a = 2\n");
    git(folder.path(), &["add", "--all"]);
    let folder = folder.and("x/app.py", format!("t = '{}'\n", token(2)));
    staged(&folder, &[]).exits(0);
    // A file that is gone from the folder is committed nevertheless.
    let folder = with_old().and("new.env", format!("DB_PASSWORD={}\n", password(1)));
    git(folder.path(), &["add", "--all"]);
    fs::remove_file(folder.join("new.env")).expect("a file");
    assert_eq!(report(&folder).violations(), [("new.env", PASSWORD)]);
}

#[test]
fn the_first_commit_is_searched_whole() {
    let folder = unborn(Folder::new().and("a/b.txt", token(1)).and("c.txt", "x\n"));
    git(folder.path(), &["add", "--all"]);
    let report = staged(&folder, &["--format", "json"]).reports(1);
    assert_eq!((report.violations(), report.count("filesSearched")), (vec![("a/b.txt", GITHUB)], 2));
}

#[test]
fn nothing_staged_is_no_mistake() {
    for folder in [unborn(Folder::new()), with_old()] {
        let run = staged(&folder, &[]).exits(0);
        assert!(run.err.ends_with("pass\n") && run.err.contains("patterns on 0 files"), "{}", run.err);
        assert_eq!(report(&folder).count("filesChanged"), 0);
    }
}

#[test]
fn a_file_that_git_ignores_and_that_was_forced_in_is_searched() {
    let folder = with_old().and(".gitignore", "*.env\n").and(".env", token(3));
    git(folder.path(), &["add", "--force", ".env"]);
    assert_eq!(report(&folder).violations(), [(".env", GITHUB)]);
}

#[test]
fn outside_of_a_repository_it_is_told_so() {
    let folder = Folder::new().and("a.txt", token(1));
    let run = staged(&folder, &[]).exits(2);
    assert!(run.err.contains("`.` is not in a git repository"), "{}", run.err);
    let run = staged(&folder, &["--lang", "ja"]).exits(2);
    assert!(run.err.contains("リポジトリ"), "{}", run.err);
    sekimori(&["secrets", "--staged", "-"]).exits(64);
    staged(&with_old(), &["x", "old.txt"]).exits(64);
    staged(&with_old(), &["--history"]).exits(64);
}

#[test]
fn the_index_that_git_names_is_the_one() {
    let folder = with_old();
    let other = folder.join(".git/other-index").display().to_string();
    let before = fs::copy(folder.join(".git/index"), &other).expect("an index");
    assert!(before > 0);
    let folder = folder.and("x/app.py", format!("t = '{}'\n", token(2)));
    git(folder.path(), &["add", "--all"]);
    staged(&folder, &[]).var("GIT_INDEX_FILE", &other).exits(0);
    staged(&folder, &[]).var("GIT_INDEX_FILE", ".git/index").exits(1);
    let run = staged(&folder, &[]).var("GIT_INDEX_FILE", folder.join("old.txt")).run();
    assert_eq!(run.code, Some(2), "{}", run.err);
}

#[test]
fn the_configuration_and_the_waivers_hold() {
    let config = format!(
        "version: 1\nwaivers:\n- {{rule: {GITHUB}, path: x/*, reason: a test account, owner: a, expires: 2027-12-31}}\n"
    );
    let folder = with_old().and("sekimori.yaml", config).and("x/app.py", format!("t = '{}'\n", token(2)));
    git(folder.path(), &["add", "--all"]);
    staged(&folder, &[]).exits(0);
    let folder = folder.and("y.py", format!("t = '{}'\n", token(3)));
    git(folder.path(), &["add", "--all"]);
    let report = staged(&folder, &["--format", "json"]).reports(1);
    assert_eq!((report.violations(), report.waived()), (vec![("y.py", GITHUB)], vec![("x/app.py", GITHUB)]));
}

#[test]
fn the_configuration_counts_as_it_is_staged() {
    let waiver = |path: &str| {
        format!(
            "version: 1\nwaivers:\n- {{rule: {GITHUB}, path: {path}, reason: a test account, owner: a, expires: 2027-12-31}}\n"
        )
    };
    let folder = with_old().and("x/app.py", format!("t = '{}'\n", token(2)));
    git(folder.path(), &["add", "--all"]);
    // Untracked, it is the one of this clone.
    let folder = folder.and("sekimori.yaml", waiver("x/*"));
    staged(&folder, &[]).exits(0);
    // Tracked, what it says must be part of the commit.
    let folder = folder.and("sekimori.yaml", "version: 1\n");
    git(folder.path(), &["add", "sekimori.yaml"]);
    let folder = folder.and("sekimori.yaml", waiver("x/*"));
    staged(&folder, &[]).exits(1);
    sekimori(&["secrets", "--staged", "--now", TODAY]).from(&folder.join("x")).exits(1);
    git(folder.path(), &["add", "sekimori.yaml"]);
    let folder = folder.and("sekimori.yaml", "versoin: 1\n");
    staged(&folder, &[]).exits(0);
    // Its paths count from its own folder, wherever it is asked from.
    sekimori(&["secrets", "--staged", "--now", TODAY]).from(&folder.join("x")).exits(0);
    fs::remove_file(folder.join("sekimori.yaml")).expect("a file");
    staged(&folder, &[]).exits(0);
    // One that is named is read as it lies there.
    let folder = folder.and("sekimori.yaml", "version: 1\n");
    staged(&folder, &["--config", "sekimori.yaml"]).exits(1);
    staged(&folder, &["--no-config"]).exits(1);
    let run = staged(&folder.and("sekimori.yaml", "x".repeat(2 << 20)), &[]).exits(0);
    assert!(run.err.contains("pass"), "{}", run.err);
}

#[test]
fn a_staged_configuration_that_is_wrong_stops() {
    let folder = with_old().and("sekimori.yaml", "versoin: 1\n");
    git(folder.path(), &["add", "--all"]);
    let run = staged(&folder.and("sekimori.yaml", "version: 1\n"), &[]).exits(64);
    assert!(run.err.contains("sekimori.yaml:1:1") && run.err.contains("versoin"), "{}", run.err);
}

#[test]
fn a_worktree_has_an_index_of_its_own() {
    let folder = with_old();
    let beside = Folder::new();
    let tree = beside.join("tree");
    git(folder.path(), &["worktree", "add", "--quiet", &tree.display().to_string()]);
    fs::write(tree.join("new.txt"), token(4)).expect("a file");
    git(&tree, &["add", "--all"]);
    staged(&folder, &[]).exits(0);
    let report = sekimori(&["secrets", "--staged", "--format", "json"]).from(&tree).reports(1);
    assert_eq!(report.violations(), [("new.txt", GITHUB)]);
    assert!(!git_says(&tree, &["status", "--short"]).is_empty());
}
