//! What `sekimori hook` has on record of commits that are amended, or made again on another one.

use crate::folder::Folder;
use crate::git::{git, git_says};
use crate::hook::{branched, commit, head, hooked, merge, noted, with_program};
use crate::planted::token;
use crate::program::Run;

/// The words that a commit was noted, in both languages.
const NOTED: [(&str, &str); 2] = [("en", "was made without a check"), ("ja", "チェックなしで作成されました")];

fn amend(folder: &Folder, lang: &str, more: &[&str]) -> Run {
    git(folder.path(), &["add", "--all"]);
    let args = [&["commit", "--quiet", "--amend", "--message", "amended"], more].concat();
    with_program(folder.path(), &args, &[("SEKIMORI_LANG", lang)])
}

#[test]
fn to_amend_a_commit_that_nobody_checked_is_no_check_of_it() {
    for (lang, words) in NOTED {
        let mut folder = hooked();
        assert_eq!(commit(&folder, "first", &[]).code, Some(0));
        folder = folder.and("b.py", token(1));
        assert_eq!(commit(&folder, "second", &["--no-verify"]).code, Some(0));
        let mut all = vec![head(&folder)];
        assert_eq!(noted(&folder), all);
        // The secret stays, and what is new beside it is clean; then nothing at all is new.
        for more in [&[][..], &["--message", "other words alone"]] {
            folder = folder.and("c.txt", "clean\n");
            let run = amend(&folder, lang, more);
            let id = head(&folder);
            assert_eq!(run.code, Some(0), "{}", run.err);
            assert!(run.err.contains(words) && run.err.contains(&id[..12]), "{}", run.err);
            all.push(id);
        }
        let folder = folder.and("d.txt", "clean\n");
        let run = commit(&folder, "third", &[]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "it brings nothing that is not checked");
        let mut found = noted(&folder);
        found.sort();
        all.sort();
        assert_eq!(found, all);
    }
}

#[test]
fn to_amend_what_was_checked_is_on_record() {
    for (lang, words) in NOTED {
        // The first commit of all as well as a later one and a merge, once and again.
        let mut folder = hooked();
        assert_eq!(commit(&folder, "first", &[]).code, Some(0));
        for text in ["two\n", "two\n", "three\n"] {
            folder = folder.and("a.txt", text);
            let run = amend(&folder, lang, &[]);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        }
        let folder = folder.and("b.txt", "one\n");
        assert_eq!(commit(&folder, "second", &[]).code, Some(0));
        let folder = folder.and("b.txt", "two\n");
        let run = amend(&folder, lang, &[]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        let folder = branched("clean\n");
        assert_eq!(merge(&folder, &[]).code, Some(0));
        let folder = folder.and("m.txt", "more\n");
        let run = amend(&folder, lang, &[]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        // A secret stops the second commit like the first.
        let folder = folder.and("b.txt", token(1));
        assert_eq!(amend(&folder, lang, &[]).code, Some(1));
        let run = amend(&folder, lang, &["--no-verify"]);
        assert!(run.code == Some(0) && run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn the_same_files_on_another_commit_are_another_matter() {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    let folder = folder.and("b.py", token(1));
    assert_eq!(commit(&folder, "second", &["--no-verify"]).code, Some(0));
    // An empty commit on top passes, with the very files.
    let run = with_program(folder.path(), &["commit", "-q", "--allow-empty", "-m", "empty"], &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    // Both in one, or merged by the other side, they bring what nobody checked.
    let tip = head(&folder);
    git(folder.path(), &["reset", "--quiet", "--soft", "HEAD~2"]);
    let run = with_program(folder.path(), &["commit", "-q", "--no-verify", "-m", "both"], &[]);
    assert!(run.err.contains("was made without a check"), "{}", run.err);
    git(folder.path(), &["reset", "--quiet", "--hard", "HEAD~1"]);
    let run = with_program(folder.path(), &["merge", "--no-ff", "--no-verify", "--no-edit", &tip], &[]);
    assert!(run.code == Some(0) && run.err.contains("was made without a check"), "{}", run.err);
}

#[test]
fn a_record_of_an_older_version_does_not_count_and_says_so() {
    for (lang, words) in [("en", "An older version"), ("ja", "以前のバージョン")] {
        let folder = hooked();
        assert_eq!(commit(&folder, "first", &[]).code, Some(0));
        let folder = folder.and("b.txt", "two\n");
        assert_eq!(commit(&folder, "second", &[]).code, Some(0));
        let tree = git_says(folder.path(), &["rev-parse", "HEAD^{tree}"]);
        let folder = folder.and(".git/sekimori/passed", format!("\n2025-01-02 {tree}\n"));
        let run = amend(&folder, lang, &[]);
        assert!(run.code == Some(0) && run.err.contains(words), "{}", run.err);
        assert_eq!(noted(&folder), [head(&folder)]);
        // From then on it does.
        let folder = folder.and("c.txt", "three\n");
        assert_eq!(commit(&folder, "third", &[]).err, "");
        assert_eq!(amend(&folder, lang, &[]).err, "");
    }
}
