//! `sekimori secrets --history`: every version of every file, told with the commits that had it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, git, git_says, try_git, unborn};
use crate::planted::{GITHUB, token};
use crate::program::{Program, sekimori};
use crate::report::{Found, Report};

fn history(folder: &Path, args: &[&str]) -> Program {
    sekimori(&["secrets", "--now", TODAY, "--history"]).args(args).from(folder)
}

fn report(folder: &Folder, args: &[&str]) -> Report {
    history(folder.path(), args).args(&["--format", "json", "--exit-zero"]).reports(0)
}

fn history_count(report: &Report, key: &str) -> u64 {
    let count = &report.all["summary"]["history"][key];
    count.as_u64().unwrap_or_else(|| panic!("no number `{key}`: {}", report.all["summary"]))
}

/// The first and the last commit of a finding, and whether it stands.
fn life(found: &Found) -> (String, String, bool) {
    let evidence = found.0["evidence"].as_array().expect("evidence");
    let history = evidence.iter().find(|one| one["type"] == "history").expect("a history");
    let commit = |key: &str| history[key]["commit"].as_str().expect("a commit").to_owned();
    (commit("first"), commit("last"), history["inHead"].as_bool().expect("a truth value"))
}

/// A token in commits one and two of four, in a file that stays, and the commits.
fn removed() -> (Folder, Vec<String>) {
    removed_at([1, 2, 3, 4])
}

/// The same with commits at these seconds.
fn removed_at(seconds: [u32; 4]) -> (Folder, Vec<String>) {
    let with = |more: &str| format!("a = 1\nt = '{}'\n{more}", token(1));
    let folder = unborn(Folder::new().and("a.py", "a = 1\n"));
    let mut commits = vec![commit_at(folder.path(), seconds[0])];
    let folder = folder.and("a.py", with(""));
    commits.push(commit_at(folder.path(), seconds[1]));
    let folder = folder.and("a.py", with("b = 2\n"));
    commits.push(commit_at(folder.path(), seconds[2]));
    let folder = folder.and("a.py", "a = 1\nb = 2\n");
    commits.push(commit_at(folder.path(), seconds[3]));
    (folder, commits)
}

#[test]
fn a_repository_without_a_commit_has_nothing_to_look_at() {
    let folder = unborn(Folder::new().and("a.py", format!("t = '{}'\n", token(1))));
    history(folder.path(), &[]).exits(3);
}

#[test]
fn wrong_clocks_do_not_change_which_commit_was_first() {
    for seconds in [[40, 30, 20, 10], [10, 40, 20, 30], [20, 10, 10, 10]] {
        let (folder, commits) = removed_at(seconds);
        let all = report(&folder, &[]);
        assert_eq!(life(all.only()), (commits[1].clone(), commits[2].clone(), false), "{seconds:?}");
    }
}

#[test]
fn a_removed_secret_is_found_with_its_first_and_its_last_commit() {
    let (folder, commits) = removed();
    let all = report(&folder, &[]);
    let found = all.only();
    assert_eq!((found.rule(), found.path()), (GITHUB, "a.py"));
    assert_eq!(life(found), (commits[1].clone(), commits[2].clone(), false));
    let places: Vec<(&str, &str)> = found.0["locations"]
        .as_array()
        .expect("locations")
        .iter()
        .map(|one| (one["type"].as_str().unwrap_or(""), one["commit"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(places, [("commit", commits[1].as_str()), ("commit", commits[2].as_str())]);
    for place in found.0["locations"].as_array().expect("locations") {
        assert_eq!((&place["line"], &place["column"]), (&2.into(), &6.into()), "{place}");
    }
    assert_eq!(history_count(&all, "commits"), 4);
    let run = history(folder.path(), &[]).exits(1);
    assert!(run.out.contains("a.py:2:6"), "{}", run.out);
    let says = format!(
        "first in commit {} of 2027-01-10, last in {} of 2027-01-10",
        &commits[1][..12],
        &commits[2][..12]
    );
    assert!(run.out.contains(&says), "{says}\n{}", run.out);
    assert!(run.out.contains("later commits no longer have it, but the history does"), "{}", run.out);
    let run = history(folder.path(), &["--lang", "ja"]).exits(1);
    assert!(run.out.contains(&commits[2][..12]) && run.err.contains("不合格"), "{}\n{}", run.out, run.err);
    sekimori(&["secrets", "--now", TODAY]).from(folder.path()).exits(0);
}

#[test]
fn one_that_still_stands_is_told_where_it_stands_and_has_one_fingerprint() {
    let (folder, commits) = removed();
    let folder = folder.and("a.py", format!("# more\nt = '{}'\n", token(1)));
    let again = commit_at(folder.path(), 5);
    let all = report(&folder, &[]);
    let found = all.only();
    assert_eq!((life(found), found.at().as_str()), ((commits[1].clone(), again, true), "2:6"));
    let files = sekimori(&["secrets", "--now", TODAY, "--format", "json"]).from(folder.path()).reports(1);
    assert_eq!(files.only().fingerprint(), found.fingerprint());
    let run = history(folder.path(), &[]).exits(1);
    assert!(run.out.contains("it still stands in the commit that is checked out"), "{}", run.out);
}

#[test]
fn branches_merges_and_tags_are_followed() {
    let folder = unborn(Folder::new().and("a.txt", "1\n"));
    commit_at(folder.path(), 1);
    git(folder.path(), &["switch", "--quiet", "--create", "side"]);
    let folder = folder.and("side.txt", token(1));
    let planted = commit_at(folder.path(), 2);
    fs::remove_file(folder.join("side.txt")).expect("a file");
    let folder = folder.and("other.txt", "x\n");
    commit_at(folder.path(), 3);
    git(folder.path(), &["switch", "--quiet", "main"]);
    git(folder.path(), &["merge", "--quiet", "--no-ff", "--no-edit", "side"]);
    git(folder.path(), &["branch", "--quiet", "--delete", "side"]);
    let all = report(&folder, &[]);
    assert_eq!(
        (all.violations(), life(all.only())),
        (vec![("side.txt", GITHUB)], (planted.clone(), planted, false))
    );
    // A commit that only a tag leads to.
    git(folder.path(), &["switch", "--quiet", "--detach"]);
    let folder = folder.and("tagged.txt", token(2));
    let tagged = commit_at(folder.path(), 4);
    git(folder.path(), &["tag", "--annotate", "v1", "--message", "v1"]);
    git(folder.path(), &["switch", "--quiet", "main"]);
    let all = report(&folder, &[]);
    let mut found: Vec<_> =
        all.findings.iter().map(|found| (found.path().to_owned(), life(found).0)).collect();
    found.sort();
    assert_eq!(found.len(), 2);
    assert_eq!(found[1], ("tagged.txt".to_owned(), tagged));
}

/// Commits nothing with these words, at a second of a day; returns the commit.
fn commit_saying(folder: &Folder, second: u32, words: &str) -> String {
    let date = format!("2027-01-10T12:00:{second:02}Z");
    let dates = [("GIT_AUTHOR_DATE", OsStr::new(&date)), ("GIT_COMMITTER_DATE", OsStr::new(&date))];
    let run = try_git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", words], &dates);
    assert_eq!(run.code, Some(0), "{}", run.err);
    git_says(folder.path(), &["rev-parse", "HEAD"])
}

#[test]
fn what_commits_and_tags_say_is_searched_once() {
    let folder = unborn(Folder::new());
    commit_saying(&folder, 1, "clean");
    let said = commit_saying(&folder, 2, &format!("Mend it\n\nuse {} for now", token(1)));
    git(folder.path(), &["tag", "--annotate", "v1", "--message", &format!("try {}", token(2))]);
    let tag = git_says(folder.path(), &["rev-parse", "v1"]);
    // A tag of a tag, and one without words of its own.
    git(folder.path(), &["tag", "--annotate", "v2", "v1", "--message", "again"]);
    git(folder.path(), &["tag", "v3"]);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    let all = report(&folder, &["--cursor", &cursor]);
    let told = |report: &Report| -> Vec<_> {
        let told = |found: &Found| (found.path().to_owned(), found.at(), life(found));
        report.findings.iter().map(told).collect()
    };
    let (message, words) = (".git/COMMIT_EDITMSG".to_owned(), ".git/TAG_EDITMSG".to_owned());
    let wanted = [
        (message.clone(), "3:5".to_owned(), (said.clone(), said.clone(), false)),
        (words.clone(), "1:5".to_owned(), (tag.clone(), tag, false)),
    ];
    assert_eq!(told(&all), wanted);
    assert_eq!(report(&folder, &["--cursor", &cursor]).violations(), [], "it was told once");
    // A new tag of an old commit is new, and so is a commit; the rest is not told again.
    git(folder.path(), &["tag", "--annotate", "v4", "HEAD~1", "--message", &format!("t {}", token(3))]);
    let later = commit_saying(&folder, 3, &format!("use {} again", token(1)));
    let next = report(&folder, &["--cursor", &cursor]);
    assert_eq!(next.violations(), [(message.as_str(), GITHUB), (words.as_str(), GITHUB)]);
    assert_eq!(life(&next.findings[0]), (later.clone(), later.clone(), false));
    // One value in the words of two commits is one finding.
    let again = report(&folder, &[]);
    let of_commits = again.findings.iter().find(|found| found.path() == message).expect("it is told");
    assert_eq!(life(of_commits), (said, later, false));
    assert_eq!(report(&folder, &["HEAD~1..HEAD"]).violations(), [(message.as_str(), GITHUB)]);
    assert_eq!(report(&folder, &["v1..v3"]).violations(), []);
}

#[test]
fn each_path_that_had_it_is_told() {
    let folder = unborn(Folder::new().and("old.txt", format!("t {}\n", token(1))));
    let first = commit_at(folder.path(), 1);
    git(folder.path(), &["mv", "old.txt", "new.txt"]);
    let second = commit_at(folder.path(), 2);
    let all = report(&folder, &[]);
    let mut found: Vec<_> = all.findings.iter().map(|found| (found.path(), life(found))).collect();
    found.sort();
    let expected = [("new.txt", (second.clone(), second, true)), ("old.txt", (first.clone(), first, false))];
    assert_eq!(found, expected);
    let joins = |found: &Found| found.0["subject"]["joins"].as_str().map(str::to_owned);
    assert!(joins(&all.findings[0]).is_some() && joins(&all.findings[0]) == joins(&all.findings[1]));
}

#[test]
fn a_range_is_no_more_than_it_says() {
    let (folder, commits) = removed();
    assert_eq!(report(&folder, &["HEAD~1..HEAD"]).violations(), []);
    let range = format!("{}..{}", commits[0], commits[1]);
    let all = report(&folder, &[&range]);
    assert_eq!((all.violations(), history_count(&all, "commits")), (vec![("a.py", GITHUB)], 1));
    let run = history(folder.path(), &["nowhere..HEAD"]).exits(2);
    assert!(run.err.contains("nowhere"), "{}", run.err);
    // The value may be a folder: then it is the place.
    let report = sekimori(&["secrets", "--history", ".", "--format", "json"]).from(folder.path()).reports(1);
    assert_eq!(history_count(&report, "commits"), 4);
}

#[test]
fn with_a_cursor_the_next_run_reads_only_what_is_new() {
    let (folder, _) = removed();
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    let once = |folder: &Folder| report(folder, &["--cursor", &cursor]);
    let first = once(&folder);
    assert_eq!((first.findings.len(), history_count(&first, "blobs")), (1, 4));
    let second = once(&folder);
    assert_eq!(
        (second.findings.len(), history_count(&second, "blobs"), history_count(&second, "commits")),
        (0, 0, 0)
    );
    assert_eq!(second.notes(), []);
    let folder = folder.and("new.txt", token(2)).and("more.txt", "more\n");
    commit_at(folder.path(), 10);
    let third = once(&folder);
    assert_eq!((third.violations(), history_count(&third, "blobs")), (vec![("new.txt", GITHUB)], 2));
    assert_eq!(once(&folder).violations(), [], "it was told once");
    let bytes = fs::read(beside.join("cursor")).expect("a cursor");
    once(&folder);
    assert_eq!(fs::read(beside.join("cursor")).expect("a cursor"), bytes, "nothing new, nothing changed");
    let names: Vec<_> = fs::read_dir(beside.path()).expect("a folder").collect();
    assert_eq!(names.len(), 1, "nothing else is left behind");
}

#[test]
fn a_filter_beside_a_cursor_is_refused_lest_what_it_hides_is_lost() {
    let (folder, _) = removed();
    let cursor = folder.join("cursor");
    for filter in [["--owner", "nobody"], ["--role", "developer"]] {
        let run =
            history(folder.path(), &["--cursor", &cursor.display().to_string()]).args(&filter).exits(64);
        assert!(run.err.contains("never be told again"), "{}", run.err);
        assert!(!cursor.exists(), "nothing was searched");
    }
}

#[test]
fn another_set_of_patterns_reads_all_again_and_says_so() {
    let (folder, _) = removed();
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    let config = |text: &str| beside.join(text).display().to_string();
    let pattern = |regex: &str| {
        format!("version: 1\nsecrets: {{patterns: [{{id: acme, keywords: [acme], regex: '{regex}'}}]}}\n")
    };
    let settings = [
        ("none.yaml", "version: 1\n".to_owned()),
        ("one.yaml", pattern("acme[0-9]{20}")),
        ("other.yaml", pattern("acme[0-9]{21}")),
        ("off.yaml", format!("version: 1\nrules: {{{GITHUB}: {{enabled: false}}}}\n")),
        (
            "scoped.yaml",
            format!(
                "version: 1\nscopes: [{{name: x, paths: [x], rules: {{{GITHUB}: {{enabled: false}}}}}}]\n"
            ),
        ),
    ];
    for (index, (name, text)) in settings.into_iter().enumerate() {
        fs::write(beside.join(name), text).expect("a file");
        let run = |expected: u64, codes: &[&str]| {
            let report = report(&folder, &["--cursor", &cursor, "--config", &config(name)]);
            assert_eq!(
                (history_count(&report, "blobs"), report.note_codes()),
                (expected, codes.to_vec()),
                "{name}"
            );
        };
        run(4, if index == 0 { &[] } else { &["cursor-unused"] });
        run(0, &[]);
    }
    // A file that was named by mistake stays as it is.
    fs::write(beside.join("notes"), "no cursor\n").expect("a file");
    let notes = beside.join("notes").display().to_string();
    let run = history(folder.path(), &["--cursor", &notes]).exits(64);
    assert!(run.err.contains("is not a cursor and would be overwritten"), "{}", run.err);
    assert_eq!(fs::read_to_string(beside.join("notes")).expect("a file"), "no cursor\n");
    fs::write(beside.join("cursor"), "sekimori-history 1\ncut short").expect("a file");
    let all = report(&folder, &["--cursor", &cursor]);
    assert_eq!((all.note_codes(), history_count(&all, "blobs")), (vec!["cursor-unused"], 4));
}

#[test]
fn what_a_shallow_clone_lacks_is_counted_and_the_scan_is_incomplete() {
    let (folder, commits) = removed();
    let beside = Folder::new();
    let url = format!("file://{}", folder.path().display());
    git(beside.path(), &["clone", "--quiet", "--depth", "1", &url, "clone"]);
    let clone = beside.join("clone");
    let run = history(&clone, &["--format", "json"]).exits(4);
    let report = Report::read(&run.json());
    assert_eq!((history_count(&report, "commits"), history_count(&report, "notSeen")), (1, 1));
    assert_eq!((report.note_codes(), &report.all["complete"]), (vec!["history-cut"], &false.into()));
    assert!(run.err.contains("incomplete") && run.err.contains("1 not seen"), "{}", run.err);
    let run = history(&clone, &["--lang", "ja"]).exits(4);
    assert!(run.err.contains("未完了"), "{}", run.err);
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    let report = history(&clone, &["--format", "json"]).reports(1);
    assert_eq!(life(report.only()).0, commits[1]);
}

#[test]
fn a_missing_object_is_counted_and_the_rest_is_read() {
    let (folder, _) = removed();
    let folder = folder.and("lost.txt", "to be lost\n");
    commit_at(folder.path(), 9);
    let id = git_says(folder.path(), &["rev-parse", "HEAD:lost.txt"]);
    let object = folder.join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(object).expect("a loose object");
    let report = history(folder.path(), &["--format", "json"]).reports(1);
    assert_eq!((report.violations(), history_count(&report, "notSeen")), (vec![("a.py", GITHUB)], 1));
    assert_eq!(report.all["complete"], false);
    assert_eq!(report.not_analysed().len(), 1, "{:?}", report.not_analysed());
    let run = history(folder.path(), &["HEAD~1..HEAD"]).exits(4);
    assert!(run.err.contains("1 not seen"), "{}", run.err);
}

#[test]
fn a_bare_repository_and_packs_are_read() {
    let (folder, commits) = removed();
    let beside = Folder::new();
    git(beside.path(), &["clone", "--quiet", "--bare", &folder.path().display().to_string(), "bare.git"]);
    let bare = beside.join("bare.git");
    git(&bare, &["gc", "--quiet", "--aggressive"]);
    let report = history(&bare, &["--format", "json"]).reports(1);
    assert_eq!(life(report.only()), (commits[1].clone(), commits[2].clone(), false));
    let named = sekimori(&["secrets", "bare.git", "--history", "--format", "json"]).from(beside.path());
    assert_eq!(named.reports(1).findings.len(), 1);
}

#[test]
fn one_value_joins_over_files_and_history_under_one_key() {
    let (folder, _) = removed();
    let folder = folder.and("b.txt", token(1)).and("c.txt", token(2));
    commit_at(folder.path(), 9);
    let joins = |key: &str, args: &[&str]| {
        let call = sekimori(args).args(&["--format", "json", "--exit-zero", "--now", TODAY]);
        let report = call.var("SEKIMORI_SECRETS_KEY", key).from(folder.path()).reports(0);
        let one = |found: &Found| {
            (found.path().to_owned(), found.0["subject"]["joins"].as_str().expect("an id").to_owned())
        };
        let mut all: Vec<(String, String)> = report.findings.iter().map(one).collect();
        all.sort();
        all
    };
    let history = joins("a key of the organisation", &["secrets", "--history"]);
    let paths: Vec<&str> = history.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["a.py", "b.txt", "c.txt"]);
    assert!(history[0].1 == history[1].1 && history[1].1 != history[2].1);
    let files = joins("a key of the organisation", &["secrets"]);
    assert_eq!(files, history[1..]);
    let other = joins("a key of another one", &["secrets", "--history"]);
    assert!(other[0].1 == other[1].1 && other[0].1 != history[0].1);
}

#[test]
fn nothing_but_the_cursor_is_written_and_no_command_is_run() {
    let (folder, _) = removed();
    let listed = || {
        let output = Command::new("find").arg(folder.path()).output().expect("find");
        String::from_utf8(output.stdout).expect("text")
    };
    let before = listed();
    report(&folder, &[]);
    assert_eq!(listed(), before);
}

#[test]
fn what_a_waiver_silenced_is_told_again_when_it_is_gone_or_has_ended() {
    let (folder, _) = removed();
    let waiver = "version: 1\nwaivers:\n  - {rule: credential/*, reason: a, owner: b, expires: 2027-02-01}\n";
    let folder = folder.and("sekimori.yaml", waiver);
    let cursor = folder.join("cursor");
    let run = |today: &str| {
        let args =
            ["secrets", "--history", "--cursor", "cursor", "--now", today, "--format", "json", "--exit-zero"];
        let report = sekimori(&args).from(folder.path()).reports(0);
        (report.violations().len(), report.waived().len())
    };
    assert_eq!(run(TODAY), (0, 1));
    assert_eq!(run(TODAY), (0, 0), "the second run reads nothing again");
    let kept = fs::read(&cursor).expect("a cursor");
    assert_eq!(run("2027-02-02"), (1, 0), "the waiver has ended");
    assert_eq!(run("2027-02-03"), (0, 0), "it was told");
    fs::write(&cursor, kept).expect("the cursor of the first day");
    fs::remove_file(folder.join("sekimori.yaml")).expect("the waiver");
    assert_eq!(run(TODAY), (1, 0), "the waiver is gone");
}

#[test]
fn a_waiver_for_what_an_earlier_run_told_is_not_called_useless() {
    let (folder, _) = removed();
    let fingerprint = report(&folder, &[]).findings[0].0["fingerprint"].as_str().expect("one").to_owned();
    let waiver = format!(
        "version: 1\nwaivers:\n  - rule: {GITHUB}\n    fingerprint: {fingerprint}\n    reason: rotated\n    owner: shop\n    expires: 2030-01-01\n"
    );
    let folder = folder.and("sekimori.yaml", waiver);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    for _ in 0..2 {
        let told = report(&folder, &["--cursor", &cursor]);
        assert_eq!((told.violations(), told.notes()), (vec![], vec![]));
    }
}
