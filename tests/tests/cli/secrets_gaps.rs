//! What was not searched to its end is told in the exit code, and no cursor takes it for done.

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, unborn};
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
