//! What the user leaves out of a search of the files is left out of commits and histories as well, and no more than that.

use std::fs;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, git, unborn};
use crate::hook::{commit, hooked};
use crate::planted::token;
use crate::program::sekimori;
use crate::report::Report;

/// Where tokens are planted: at paths that are left out, and at others.
const LEFT_OUT: [&str; 4] = ["fixtures/a.txt", "lib/vendor/b.txt", "made.sample", "sub/own/c.txt"];
const LOOKED_AT: [&str; 4] = [".env", "keep.sample", "sub/own.txt", "vendored/d.txt"];

/// A repository with a token at each path, of which nothing is committed.
fn planted() -> Folder {
    let folder = unborn(Folder::new())
        .and("sekimori.yaml", "version: 1\nskipDirs: [vendor]\n")
        .and(".sekimoriignore", "/fixtures/\n*.sample\n!keep.sample\n")
        .and("sub/.sekimoriignore", "own/\n");
    let paths = LEFT_OUT.iter().chain(&LOOKED_AT).zip(1..);
    let folder = paths.fold(folder, |folder, (path, number)| folder.and(path, token(number)));
    git(folder.path(), &["add", "--all"]);
    folder
}

fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let report = report(folder, args);
    report.violations().iter().map(|(path, _)| (*path).to_owned()).collect()
}

fn report(folder: &Folder, args: &[&str]) -> Report {
    let program = sekimori(&["secrets", "--now", TODAY, "--format", "json", "--exit-zero"]);
    program.args(args).from(folder.path()).reports(0)
}

#[test]
fn what_is_staged_is_left_out_as_in_the_files() {
    let folder = planted();
    assert_eq!(found(&folder, &[]), LOOKED_AT, "the search that it is measured by");
    assert_eq!(found(&folder, &["--staged"]), LOOKED_AT);
    let mut without_files = [&LOOKED_AT[..], &["fixtures/a.txt", "made.sample", "sub/own/c.txt"]].concat();
    without_files.sort_unstable();
    assert_eq!(found(&folder, &["--staged", "--no-ignore"]), without_files);
    // As the files of patterns are staged, not as they lie there.
    let folder = folder.and(".sekimoriignore", "*\n");
    assert_eq!(found(&folder, &["--staged"]), LOOKED_AT);
    git(folder.path(), &["rm", "--quiet", "--force", "--cached", ".sekimoriignore"]);
    assert!(found(&folder, &["--staged"]).is_empty(), "one that git does not know counts as it is");
}

#[test]
fn what_git_ignores_and_has_all_the_same_is_looked_at() {
    let folder = planted().and(".gitignore", "*.env\n.env\n").and(".ignore", "keep.sample\n");
    assert_eq!(found(&folder, &["--staged"]), LOOKED_AT);
    commit_at(folder.path(), 1);
    let all = found(&folder, &["--history"]);
    assert!(all.contains(&".env".to_owned()) && all.contains(&"keep.sample".to_owned()), "{all:?}");
}

#[test]
fn a_history_leaves_out_paths_and_not_contents() {
    let folder = planted();
    commit_at(folder.path(), 1);
    // In a history the file at the top counts.
    let mut expected = [&LOOKED_AT[..], &["sub/own/c.txt"]].concat();
    expected.sort_unstable();
    assert_eq!(found(&folder, &["--history"]), expected);
    assert_eq!(found(&folder, &["--history", "--no-ignore"]).len(), LOOKED_AT.len() + 3);
    // What is left out at one path is told at another.
    let folder = folder.and("copy.txt", token(1));
    commit_at(folder.path(), 2);
    expected.insert(1, "copy.txt");
    assert_eq!(found(&folder, &["--history"]), expected);
    // From a folder below, the paths are those of the repository.
    let below = sekimori(&["secrets", "--history", "--format", "json", "--exit-zero", "--now", TODAY]);
    let below = below.from(&folder.join("sub")).reports(0);
    assert_eq!(below.violations().iter().map(|(path, _)| *path).collect::<Vec<_>>(), expected);
}

#[test]
fn what_could_not_be_searched_is_left_out_where_its_content_is_nowhere_else() {
    let cut: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b];
    let folder = unborn(Folder::new().and(".sekimoriignore", "fixtures/\n").and("fixtures/a.gz", cut));
    commit_at(folder.path(), 1);
    let all = report(&folder, &["--history"]);
    assert_eq!((&all.all["complete"], all.not_analysed().len()), (&true.into(), 0));
    let folder = folder.and("z.gz", cut);
    commit_at(folder.path(), 2);
    let all = report(&folder, &["--history"]);
    assert_eq!((&all.all["complete"], all.not_analysed().len()), (&false.into(), 1));
}

#[test]
fn a_cursor_does_not_outlive_what_was_left_out() {
    let folder = planted();
    commit_at(folder.path(), 1);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    let args = ["--history", "--cursor", &cursor];
    assert_eq!(found(&folder, &args).len(), LOOKED_AT.len() + 1);
    assert!(found(&folder, &args).is_empty());
    let folder = folder.and(".sekimoriignore", "*.sample\n");
    let all = report(&folder, &args);
    assert_eq!(all.note_codes(), ["cursor-unused"]);
    assert!(all.violations().iter().any(|(path, _)| *path == "fixtures/a.txt"), "{:?}", all.violations());
}

#[test]
fn patterns_that_are_too_many_leave_nothing_out_and_are_told() {
    let folder = planted().and(".sekimoriignore", "*\n".repeat(64 << 10));
    git(folder.path(), &["add", "--all"]);
    let all = report(&folder, &["--staged"]);
    assert_eq!(all.not_analysed(), [(".sekimoriignore", "too-large")]);
    assert!(all.violations().iter().any(|(path, _)| *path == "made.sample"), "{:?}", all.violations());
    commit_at(folder.path(), 1);
    let all = report(&folder, &["--history"]);
    assert_eq!(all.not_analysed(), [(".sekimoriignore", "too-large")]);
    assert!(all.violations().iter().any(|(path, _)| *path == "made.sample"), "{:?}", all.violations());
}

#[test]
fn a_commit_of_what_is_left_out_passes_the_hook() {
    let folder = hooked().and("sekimori.yaml", "version: 1\nskipDirs: [vendor]\n");
    let folder = folder.and("vendor/a.txt", token(1));
    let run = commit(&folder, "first", &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    fs::remove_file(folder.join("sekimori.yaml")).expect("a file");
    let run = commit(&folder.and("vendor/b.txt", token(2)), "second", &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
}

#[test]
fn paths_that_are_left_out_take_no_room_of_those_that_are_told() {
    // The places of one value are told up to 64.
    let value = token(9);
    let folder = unborn(Folder::new()).and("sekimori.yaml", "version: 1\nskipDirs: [vendor]\n");
    let folder =
        (0..70).fold(folder, |folder, number| folder.and(&format!("a/vendor/{number:02}.txt"), &value));
    let folder = folder.and("told/x.txt", &value).and("told/y.txt", &value);
    commit_at(folder.path(), 1);
    assert_eq!(found(&folder, &["--history"]), ["told/x.txt", "told/y.txt"]);
}
