//! One content at several paths, of which some tell more than others: each path is told what a search of the files finds there.

use std::ffi::OsStr;
use std::fs;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_all, commit_at, git, git_says, try_git, unborn};
use crate::planted::{GITHUB, password, token};
use crate::program::sekimori;
use crate::report::Report;

fn report(folder: &Folder, args: &[&str]) -> Report {
    let call = sekimori(&["secrets", "--now", TODAY, "--format", "json", "--exit-zero"]).args(args);
    call.from(folder.path()).reports(0)
}

/// The paths that are told.
fn told(folder: &Folder, args: &[&str]) -> Vec<String> {
    let report = report(folder, args);
    let mut paths: Vec<String> = report.violations().iter().map(|(path, _)| (*path).to_owned()).collect();
    paths.sort();
    paths
}

fn assigned(seed: u64) -> String {
    format!("DB_PASSWORD={}\n", password(seed))
}

#[test]
fn a_history_tells_a_content_at_the_paths_where_the_files_tell_it() {
    // Whichever path is met first.
    for made in ["a-lock/package-lock.json", "z.svg", "a.min.js"] {
        let folder = unborn(Folder::new().and("m/prod.env", assigned(1)).and(made, assigned(1)));
        commit_at(folder.path(), 1);
        assert_eq!(told(&folder, &[]), ["m/prod.env"], "{made}");
        assert_eq!(told(&folder, &["--history"]), ["m/prod.env"], "{made}");
        let files = report(&folder, &[]);
        assert_eq!(report(&folder, &["--history"]).only().fingerprint(), files.only().fingerprint());
    }
}

#[test]
fn paths_where_nothing_is_found_take_no_room_of_those_that_are_told() {
    // The places of one value are told up to 64.
    let folder = (0..70).fold(Folder::new(), |folder, n| folder.and(&format!("a/{n:02}.svg"), assigned(1)));
    let folder = unborn(folder.and("prod.env", assigned(1)));
    commit_at(folder.path(), 1);
    let all = report(&folder, &["--history"]);
    assert_eq!((all.violations().len(), all.only().path()), (1, "prod.env"));
    assert_eq!(all.all["complete"], true);
}

#[test]
fn neither_order_nor_date_says_whether_a_secret_is_told() {
    for (before, after) in [("prod.env", "a.svg"), ("a.svg", "prod.env"), ("old/prod.env", "new/a.svg")] {
        for seconds in [(1, 2), (2, 1)] {
            let folder = unborn(Folder::new().and(before, assigned(1)));
            commit_at(folder.path(), seconds.0);
            let folder = folder.and(after, assigned(1));
            git(folder.path(), &["rm", "--quiet", before]);
            commit_at(folder.path(), seconds.1);
            let name = if before.ends_with("env") { before } else { after };
            assert_eq!(told(&folder, &["--history"]), [name], "{before} {after} {seconds:?}");
        }
    }
}

#[test]
fn a_folder_that_moves_changes_what_is_told_of_its_files() {
    // The folder itself is the same object at both places.
    let folder = unborn(Folder::new().and("wycheproof/x/app.env", assigned(1)));
    commit_at(folder.path(), 1);
    assert_eq!(told(&folder, &["--history"]), Vec::<String>::new());
    git(folder.path(), &["mv", "wycheproof", "app"]);
    commit_at(folder.path(), 2);
    assert_eq!(told(&folder, &["--history"]), ["app/x/app.env"]);
    assert_eq!(told(&folder, &["--history", "HEAD~1..HEAD"]), ["app/x/app.env"]);
}

#[test]
fn a_move_to_where_more_is_told_is_told_before_the_commit() {
    let text = format!("password = \"{}\"\n", password(3));
    let folder = unborn(Folder::new().and("a/yarn.lock", &text).and("b/main.py", format!("#\n{text}")));
    commit_all(folder.path());
    git(folder.path(), &["mv", "b/main.py", "b/other.py"]);
    assert_eq!(told(&folder, &["--staged"]), Vec::<String>::new(), "it is told there already");
    git(folder.path(), &["mv", "a/yarn.lock", "z.py"]);
    assert_eq!(told(&folder, &["--staged"]), ["z.py"]);
    assert_eq!(told(&folder, &[]), ["b/other.py", "z.py"]);
    // A whole folder, of which only the name says less.
    let folder = unborn(Folder::new().and("wycheproof/in/main.py", &text));
    commit_all(folder.path());
    git(folder.path(), &["mv", "wycheproof", "src"]);
    assert_eq!(told(&folder, &["--staged"]), ["src/in/main.py"]);
}

#[test]
fn a_move_out_of_a_scope_is_told_before_the_commit() {
    let config = format!(
        "version: 1\nscopes: [{{name: x, paths: [\"x/*\"], rules: {{{GITHUB}: {{enabled: false}}}}}}]\n"
    );
    let folder = unborn(Folder::new().and("sekimori.yaml", config).and("x/a.py", token(1)));
    commit_all(folder.path());
    git(folder.path(), &["mv", "x/a.py", "y.py"]);
    assert_eq!(told(&folder, &["--staged"]), ["y.py"]);
}

#[test]
fn what_was_told_nowhere_is_told_at_a_new_path_whatever_is_known() {
    let ignored = (".sekimoriignore", "vendor/\n".to_owned());
    let waived = (
        "sekimori.yaml",
        "version: 1\nwaivers: [{rule: credential/*, path: \"vendor/*\", reason: made up, owner: team-a, expires: 2027-12-31}]\n"
            .to_owned(),
    );
    for (name, text) in [ignored, waived] {
        let folder = unborn(Folder::new().and(name, text).and("vendor/a", format!("t {}\n", token(1))));
        commit_at(folder.path(), 1);
        let beside = Folder::new();
        let cursor = beside.join("cursor").display().to_string();
        let next = ["--history", "--cursor", &cursor];
        assert_eq!(told(&folder, &next), Vec::<String>::new(), "{name}");
        let folder = folder.and("prod.env", format!("t {}\n", token(1)));
        let second = commit_at(folder.path(), 2);
        assert_eq!(told(&folder, &["--history", "HEAD~1..HEAD"]), ["prod.env"], "{name}");
        let found = report(&folder, &next);
        assert_eq!(found.violations(), [("prod.env", GITHUB)], "{name}");
        let history = &found.only().0["evidence"].as_array().expect("evidence")[1];
        assert_eq!(history["first"]["commit"], second.as_str(), "{name}");
        assert_eq!(told(&folder, &next), Vec::<String>::new(), "{name}: it was told once");
        assert_eq!(told(&folder, &["--history"]), ["prod.env"], "{name}");
    }
}

#[test]
fn a_copy_is_told_by_the_run_that_meets_it_and_what_stays_is_not_told_again() {
    let folder = unborn(Folder::new().and("a.py", token(1)).and("lib/b.py", token(2)).and("c.txt", "c\n"));
    commit_at(folder.path(), 1);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    let next = ["--history", "--cursor", &cursor];
    assert_eq!(told(&folder, &next), ["a.py", "lib/b.py"]);
    let folder = folder.and("copy.py", token(1)).and("c.txt", "d\n");
    commit_at(folder.path(), 2);
    let all = report(&folder, &next);
    assert_eq!(all.violations(), [("copy.py", GITHUB)]);
    // The copy and the file that changed.
    assert_eq!(all.all["summary"]["history"]["blobs"], 2);
    // A commit that goes back brings no path that was not there.
    fs::remove_file(folder.join("copy.py")).expect("a file");
    commit_at(folder.path(), 3);
    assert_eq!(told(&folder, &next), Vec::<String>::new());
}

#[test]
fn a_range_writes_no_cursor_and_says_so() {
    let folder = unborn(Folder::new().and("a.txt", "a\n"));
    commit_at(folder.path(), 1);
    let folder = folder.and("a.txt", "b\n");
    commit_at(folder.path(), 2);
    let beside = Folder::new();
    let path = beside.join("cursor").display().to_string();
    let all = report(&folder, &["--history", "HEAD~1..HEAD", "--cursor", &path]);
    assert_eq!((all.note_codes(), beside.join("cursor").exists()), (vec!["cursor-unused"], false));
    let run = |lang: &str| {
        let call = sekimori(&["secrets", "--history", "HEAD~1..HEAD", "--cursor", &path, "--lang", lang]);
        let run = call.from(folder.path()).exits(0);
        run.out + &run.err
    };
    assert!(run("en").contains("no cursor was written"), "{}", run("en"));
    assert!(run("ja").contains("カーソルは書き込んでいません"), "{}", run("ja"));
    let all = report(&folder, &["--history", "HEAD", "--cursor", &path]);
    assert_eq!((all.note_codes(), beside.join("cursor").exists()), (vec![], true));
}

#[test]
fn who_made_a_commit_or_a_tag_is_searched_like_what_it_says() {
    let folder = unborn(Folder::new());
    let call = |args: &[&str], author: &str, committer: &str| {
        let names = [("GIT_AUTHOR_NAME", OsStr::new(author)), ("GIT_COMMITTER_NAME", OsStr::new(committer))];
        let run = try_git(folder.path(), args, &names);
        assert_eq!(run.code, Some(0), "{}", run.err);
    };
    let commit = ["commit", "--quiet", "--allow-empty", "--message", "one\n\ntwo"];
    call(&commit, &token(1), &token(1));
    let id = git_says(folder.path(), &["rev-parse", "HEAD"]);
    call(&commit, "t", &token(2));
    call(&["tag", "--annotate", "v1", "--message", "v1"], "t", &token(3));
    let all = report(&folder, &["--history"]);
    let (said, tagged) = (".git/COMMIT_EDITMSG", ".git/TAG_EDITMSG");
    assert_eq!(all.violations(), [(said, GITHUB), (said, GITHUB), (tagged, GITHUB)]);
    let lines: Vec<_> = all.findings.iter().map(|found| found.0["locations"][0]["line"].clone()).collect();
    assert_eq!(lines[2], 2);
    let first = all.findings.iter().find(|found| found.0["locations"][0]["commit"] == id.as_str());
    assert_eq!(first.expect("it is told").0["locations"][0]["line"], 4, "behind the message");
}

#[test]
fn a_folder_that_is_not_there_and_has_no_path_is_named_by_its_id() {
    let folder = unborn(Folder::new().and("a.txt", "a\n"));
    commit_at(folder.path(), 1);
    let tree = git_says(folder.path(), &["rev-parse", "HEAD^{tree}"]);
    fs::remove_file(folder.join(".git/objects").join(&tree[..2]).join(&tree[2..])).expect("a loose object");
    let run = sekimori(&["secrets", "--history"]).from(folder.path()).exits(4);
    assert!(run.out.contains(&format!("tree {tree}")), "{}", run.out);
    assert!(!run.out.contains("--> :"), "{}", run.out);
}
