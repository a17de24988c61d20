//! What was not searched to its end is told in the exit code, and no cursor takes it for done.

use std::fs;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, git, git_says, unborn};
use crate::planted::token;
use crate::program::{Program, sekimori};
use crate::report::Report;

/// A gzip stream that ends in its first block.
const BROKEN: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b];

fn secrets(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["secrets", "--now", TODAY]).args(args).from(folder.path())
}

fn broken() -> Folder {
    Folder::new().and("a.gz", BROKEN)
}

#[test]
fn what_could_not_be_unpacked_ends_in_four_and_says_so_truly() {
    let run = secrets(&broken(), &[]).exits(4);
    assert!(run.err.contains("incomplete: not everything could be searched"), "{}", run.err);
    assert!(!run.err.contains("a limit"), "{}", run.err);
    let run = secrets(&broken(), &["--lang", "ja"]).exits(4);
    assert!(run.err.contains("一部を調べられませんでした"), "{}", run.err);
    let run = sekimori(&["secrets", "-", "--now", TODAY]).input(BROKEN).exits(4);
    assert!(run.err.contains("incomplete: "), "{}", run.err);
    // A secret comes first, and manifests are another matter.
    secrets(&broken().and("b.txt", token(1)), &[]).exits(1);
    sekimori(&["scan", "--now", TODAY])
        .from(broken().and("b.yaml", crate::manifest::clean("a")).path())
        .exits(0);
}

#[test]
fn an_error_is_told_once() {
    let report: Report = secrets(&broken(), &["--format", "json"]).reports(4);
    assert_eq!(report.not_analysed().len(), 1, "{}", report.all);
    assert_eq!(report.all["complete"], false);
}

#[test]
fn what_looks_like_an_escape_in_packed_bytes_is_no_damage() {
    // A package of Debian, in which the packed member follows upon a line.
    let mut package =
        b"!<arch>\ndata.tar.xz     1700000000  0     0     100644  400       `\n\xfd7zXZ\0".to_vec();
    package.extend([0x80; 40]);
    package.extend(b"%41");
    package.extend([0x80; 300]);
    secrets(&Folder::new().and("a.deb", package), &[]).exits(0);
}

#[test]
fn a_cursor_remembers_what_was_not_searched() {
    let folder = unborn(broken());
    commit_at(folder.path(), 1);
    let beside = Folder::new();
    let cursor = beside.join("cursor").display().to_string();
    for time in ["first", "second"] {
        let run = secrets(&folder, &["--history", "--cursor", &cursor]).exits(4);
        assert!(run.out.contains("a.gz"), "{time}: {}{}", run.out, run.err);
    }
}

#[test]
fn objects_of_git_that_are_missing_or_damaged_say_so_and_what_to_do() {
    let folder = unborn(Folder::new().and("cut.txt", "one\n").and("gone.txt", "two\n"));
    commit_at(folder.path(), 1);
    let object = |name: &str| {
        let id = git_says(folder.path(), &["rev-parse", &format!("HEAD:{name}")]);
        folder.join(".git/objects").join(&id[..2]).join(&id[2..])
    };
    fs::remove_file(object("gone.txt")).expect("an object");
    fs::remove_file(object("cut.txt")).expect("an object");
    fs::write(object("cut.txt"), "no object").expect("a file");
    let report: Report = secrets(&folder, &["--history", "--format", "json"]).reports(4);
    assert_eq!(report.not_analysed(), [("cut.txt", "damaged"), ("gone.txt", "missing")]);
    for (lang, whole) in [("en", "a fresh clone"), ("ja", "クローンし直すか")] {
        let run = secrets(&folder, &["--history", "--lang", lang]).exits(4);
        for words in ["git fetch --refetch --no-filter", "git fsck", whole] {
            assert!(run.out.contains(words), "{lang} {words}: {}", run.out);
        }
    }
}

#[test]
fn a_repository_that_is_kept_otherwise_is_refused_with_the_remedy() {
    let beside = Folder::new();
    git(beside.path(), &["init", "--quiet", "--object-format=sha256", "objects"]);
    git(beside.path(), &["init", "--quiet", "references"]);
    let config = beside.join("references/.git/config");
    let text = "[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\trefStorage = reftable\n";
    fs::write(config, text).expect("a file");
    let cases = [("objects", "SHA-256", "git fast-export"), ("references", "reftable", "git refs migrate")];
    for (name, what, remedy) in cases {
        for (lang, words) in [("en", "not supported"), ("ja", "サポートされていません")] {
            for args in [&["secrets", "--history"][..], &["secrets", "--staged"], &["hook", "install"]] {
                let run = sekimori(args).args(&["--lang", lang]).from(&beside.join(name)).exits(2);
                for part in [what, remedy, words] {
                    assert!(run.err.contains(part), "{args:?} {part}: {}", run.err);
                }
                assert!(!run.err.contains("git fsck"), "it is whole: {}", run.err);
            }
        }
        // The way out that the sentence names, as far as it goes.
        fs::write(beside.join(name).join("a.txt"), token(1)).expect("a file");
        sekimori(&["secrets"]).from(&beside.join(name)).exits(1);
    }
}

#[test]
fn paths_of_one_content_that_are_not_told_are_counted_as_missed() {
    let many = |count: u32| {
        let said = format!("t {}\n", token(1));
        let folder = (0..count).fold(Folder::new(), |folder, n| folder.and(&format!("f{n:03}.txt"), &said));
        let folder = unborn(folder);
        commit_at(folder.path(), 1);
        secrets(&folder, &["--history", "--format", "json"]).reports(1)
    };
    assert_eq!(many(64).all["complete"], true);
    let cut = many(65);
    assert_eq!((&cut.all["complete"], cut.violations().len()), (&false.into(), 64));
    assert_eq!(cut.not_analysed().len(), 1);
}
