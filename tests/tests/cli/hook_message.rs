//! `sekimori hook install --commit-message`: what a commit is to say, searched before it is made.

use std::fs;

use crate::folder::Folder;
use crate::git::{git_says, unborn};
use crate::hook::{commit, head, with_program};
use crate::planted::{Forbidden, token};
use crate::program::sekimori;

fn hooked() -> Folder {
    let folder = unborn(Folder::new().and("a.txt", "one\n"));
    let run = sekimori(&["hook", "install", "--commit-message"]).from(folder.path()).exits(0);
    assert!(run.out.contains("hooks/commit-msg"), "{}", run.out);
    folder
}

#[test]
fn a_token_in_the_message_stops_the_commit() {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    let first = head(&folder);
    let folder = folder.and("a.txt", "two\n");
    let run = commit(&folder, &format!("use {} from now on", token(1)), &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let all = format!("{}{}", run.out, run.err);
    assert!(all.contains("The commit was stopped, because what it says would stay in the history"), "{all}");
    assert!(all.contains(".git/COMMIT_EDITMSG:1:5"), "{all}");
    Forbidden::default().and(&token(1), 4).is_not_in("the hook", &all);
    assert_eq!(head(&folder), first);
    let message = format!("use {}", token(1));
    let run = with_program(folder.path(), &["commit", "-qm", &message], &[("SEKIMORI_LANG", "ja")]);
    assert!(
        format!("{}{}", run.out, run.err).contains("コミット メッセージの内容が履歴に残り続けるため"),
        "{}",
        run.err
    );
    let run = commit(&folder, "second", &[]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
}

#[test]
fn a_waiver_of_the_message_holds_in_the_hook_and_in_the_history() {
    let folder = hooked().and(
        "sekimori.yaml",
        "version: 1\nwaivers:\n  - {rule: credential/*, path: .git/COMMIT_EDITMSG, reason: a, owner: b, expires: 2099-12-31}\n",
    );
    let run = commit(&folder, &format!("use {}", token(1)), &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    sekimori(&["secrets", "--history"]).from(folder.path()).exits(0);
}

#[test]
fn the_change_that_an_editor_shows_below_the_message_is_not_searched() {
    // The file passes by a waiver of its own; the message has what `git commit --verbose` shows of it.
    let folder = hooked().and("t.py", format!("t = '{}'\n", token(1))).and(
        "sekimori.yaml",
        "version: 1\nwaivers:\n  - {rule: credential/*, path: t.py, reason: a, owner: b, expires: 2099-12-31}\n",
    );
    fs::write(folder.join("editor.sh"), "#!/bin/sh\nsed -i '1i words' \"$1\"\n").expect("a script");
    git_says(folder.path(), &["add", "--all"]);
    let run =
        with_program(folder.path(), &["commit", "--quiet", "--verbose"], &[("GIT_EDITOR", "sh ./editor.sh")]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(git_says(folder.path(), &["log", "-1", "--format=%s"]), "words");
}

#[test]
fn the_hook_says_which_message_it_cannot_read() {
    let folder = hooked();
    let run = sekimori(&["hook", "run", "commit-msg", "nothing"]).from(folder.path()).exits(2);
    assert!(run.err.contains("cannot read the message of the commit `nothing`"), "{}", run.err);
    assert!(run.err.contains("Name the file that git gives"), "{}", run.err);
}
