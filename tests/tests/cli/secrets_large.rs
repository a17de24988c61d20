//! Files above the limit for one file are searched for secrets all the same.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, git, unborn};
use crate::manifest::clean;
use crate::planted::{GITHUB, token};
use crate::program::sekimori;
use crate::report::{Found, Report};

/// Above the limit, and more than a few windows.
const LENGTH: u64 = 70 << 20;

fn report(folder: &Folder, command: &str, args: &[&str]) -> Report {
    let program = sekimori(&[command, "--now", TODAY, "--format", "json", "--exit-zero"]);
    program.args(args).from(folder.path()).reports(0)
}

/// Address space of a run in KiB: the program with its stacks, and much less than twice such a file.
const MOST_KIB: u32 = 256 << 10;

/// Writes a file with so many bytes, of which `said` stand at the place; the rest is zeros that no disk holds.
fn sparse(folder: &Folder, name: &str, place: u64, said: &str) {
    let mut file = File::create(folder.join(name)).expect("a file");
    file.set_len(LENGTH).expect("a length");
    file.seek(SeekFrom::Start(place)).expect("a place");
    file.write_all(said.as_bytes()).expect("room");
}

/// A log of lines, in the middle of which a token stands.
fn log() -> String {
    let line = "2026-01-02T03:04:05Z INFO handled a request in 12 ms\n";
    let half = line.repeat((LENGTH / 2) as usize / line.len());
    format!("{half}関 token {}\n{half}", token(1))
}

#[test]
fn a_token_in_the_middle_of_a_large_log_has_its_line_and_column() {
    let log = log();
    let before = log.find("関").expect("the line");
    let line = log[..before].lines().count() + 1;
    let folder = Folder::new().and("app.log", &log).and("small", token(2));
    let report = report(&folder, "secrets", &[]);
    assert_eq!(report.violations(), [("app.log", GITHUB), ("small", GITHUB)]);
    assert_eq!(report.findings[0].at(), format!("{line}:9"));
    let span = &report.findings[0].0["location"];
    assert_eq!(span["byteStart"], before + "関 token ".len());
    assert_eq!((&report.all["complete"], report.not_analysed().len()), (&true.into(), 0));
    assert_eq!(report.count("bytes"), log.len() as u64 + 40);
    // What is not large says the same of the same text.
    let whole = self::report(&folder, "secrets", &["--max-file-size", "1GiB"]);
    assert_eq!(whole.fingerprints(), report.fingerprints());
    assert_eq!(whole.findings[0].0["location"], *span);
}

#[test]
fn standard_input_is_searched_as_it_comes() {
    let log = log();
    let program = sekimori(&["secrets", "-", "--now", TODAY, "--format", "json"]).input(log);
    let report = program.bounded_by(MOST_KIB).reports(1);
    assert_eq!(report.violations(), [("-", GITHUB)]);
    assert!(report.only().at().ends_with(":9"), "{}", report.only().at());
    assert_eq!(report.all["complete"], true);
    // Manifests are read whole, so their bound holds.
    let scan = sekimori(&["scan", "-", "--max-file-size", "100"]).by_default().input(clean("a").repeat(9));
    scan.exits(2);
}

#[test]
fn a_large_binary_is_searched_within_bounded_memory() {
    let folder = Folder::new();
    sparse(&folder, "core", LENGTH - 1000, &token(3));
    let program = sekimori(&["secrets", "--format", "json", "--threads", "1"]).from(folder.path());
    let report = program.bounded_by(MOST_KIB).reports(1);
    assert_eq!(report.violations(), [("core", GITHUB)]);
    assert_eq!(report.only().0["location"]["byteStart"], LENGTH - 1000);
}

#[test]
fn what_a_large_stream_packs_is_searched_and_a_large_zip_is_named() {
    let mut tar = tar::Builder::new(Vec::new());
    let log = log();
    for (name, bytes) in [("logs/app.log", log.as_bytes()), ("late", token(4).as_bytes())] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes).expect("memory");
    }
    let tar = tar.into_inner().expect("memory");
    let zip = [b"PK\x03\x04".as_slice(), &vec![b'x'; 100 << 10]].concat();
    let folder = Folder::new().and("logs.tar", tar).and("app.zip", zip);
    let report = report(&folder, "secrets", &["--max-file-size", "64KiB"]);
    assert_eq!(report.violations(), [("logs.tar", GITHUB), ("logs.tar", GITHUB)]);
    let mut through: Vec<String> =
        report.findings.iter().filter(|one| one.path() == "logs.tar").map(carrier).collect();
    through.sort();
    assert_eq!(through, ["logs.tar!late", "logs.tar!logs/app.log"]);
    assert_eq!(report.not_analysed(), [("app.zip", "too-large")]);
    assert_eq!(report.all["complete"], false);
}

#[test]
fn a_manifest_above_the_limit_is_searched_and_still_named() {
    let manifest = format!("{}# {}\n", clean("a"), token(5));
    let folder = Folder::new()
        .and("app.yaml", &manifest)
        .and("notes.txt", format!("{} {}", "x".repeat(200), token(6)));
    let program =
        sekimori(&["scan", "--now", TODAY, "--format", "json", "--exit-zero", "--max-file-size", "100"]);
    let report = program.by_default().from(folder.path()).reports(0);
    assert_eq!(report.violations(), [("app.yaml", GITHUB), ("notes.txt", GITHUB)]);
    assert_eq!(report.not_analysed(), [("app.yaml", "too-large")]);
    // Who asks for secrets alone misses nothing.
    let report = self::report(&folder, "secrets", &["--max-file-size", "100"]);
    assert_eq!(report.violations(), [("app.yaml", GITHUB), ("notes.txt", GITHUB)]);
    assert!(report.not_analysed().is_empty());
}

#[test]
fn a_waiver_holds_for_a_large_file() {
    let waiver = format!(
        "version: 1\nwaivers:\n- {{rule: {GITHUB}, path: app.log, reason: made up, owner: a, expires: 2027-12-31}}\n"
    );
    let folder = Folder::new()
        .and("app.log", format!("{} {}", "x".repeat(200), token(7)))
        .and("sekimori.yaml", waiver);
    let report = report(&folder, "secrets", &["--max-file-size", "100"]);
    assert_eq!(report.waived(), [("app.log", GITHUB)]);
}

/// A repository with a file above the limit of these tests, which has a token in its middle.
fn committed() -> Folder {
    let folder = unborn(Folder::new().and("app.log", lines(&token(8))));
    commit_at(folder.path(), 1);
    folder
}

fn lines(said: &str) -> String {
    let half = "a line of a log\n".repeat(10_000);
    format!("{half}key {said}\n{half}")
}

const SMALL: [&str; 2] = ["--max-file-size", "64KiB"];

#[test]
fn a_large_file_that_is_staged_is_searched_for_what_is_new() {
    let folder = committed();
    let staged = |more: &[&str]| report(&folder, "secrets", &[&["--staged"], more].concat());
    fs::write(folder.join("app.log"), format!("new\n{}{}\n", lines(&token(8)), token(9))).expect("a file");
    git(folder.path(), &["add", "--all"]);
    let found = staged(&SMALL);
    assert_eq!((found.violations(), found.only().at()), (vec![("app.log", GITHUB)], "20003:1".into()));
    assert_eq!((&found.all["complete"], found.not_analysed().len()), (&true.into(), 0));
    assert_eq!(found.fingerprints(), staged(&[]).fingerprints(), "as one that is read whole");
    fs::write(folder.join("app.log"), lines("")).expect("a file");
    git(folder.path(), &["add", "--all"]);
    assert_eq!(staged(&SMALL).violations(), []);
}

#[test]
fn a_large_file_of_the_history_is_searched() {
    let folder = committed();
    let folder = folder.and("app.log", "gone\n");
    commit_at(folder.path(), 2);
    for packed in [false, true] {
        if packed {
            git(folder.path(), &["gc", "--quiet", "--prune=now"]);
        }
        let found = report(&folder, "secrets", &["--history", "--max-file-size", "64KiB"]);
        assert_eq!((found.violations(), &found.all["complete"]), (vec![("app.log", GITHUB)], &true.into()));
        let place = &found.only().0["location"];
        assert_eq!((&place["line"], &place["column"]), (&10_001.into(), &5.into()), "{place}");
        let whole = report(&folder, "secrets", &["--history"]);
        assert_eq!(whole.fingerprints(), found.fingerprints());
        assert_eq!(whole.only().0["location"], *place);
    }
}

fn carrier(found: &Found) -> String {
    found.0["subject"]["carrier"].as_str().expect("a text").to_owned()
}
