//! Where the paths of a configuration count from, whatever part of its folder is scanned.

use std::fs;

use crate::folder::{Folder, TODAY};
use crate::manifest::{SHARED, clean, shared};
use crate::program::{Program, sekimori};
use crate::report::Report;

/// One fault in each of two folders, a configuration that says other things of both, and the top of a repository.
fn repository(at: &str, config: &str) -> Folder {
    let folder = Folder::new()
        .and("apps/web/a.yaml", shared("a"))
        .and("apps/web/vendor/b.yaml", shared("b"))
        .and("other/c.yaml", shared("c"))
        .and(at, format!("version: 1\n{config}"));
    fs::create_dir(folder.join(".git")).expect("a folder");
    folder
}

fn scan(folder: &Folder, from: &str, args: &[&str]) -> Program {
    sekimori(&["scan", "--now", TODAY, "--format", "json", "--exit-zero"]).args(args).from(&folder.join(from))
}

fn waiver(path: &str) -> String {
    format!("waivers:\n  - {{rule: {SHARED}, path: '{path}', reason: r, owner: o, expires: 2027-12-31}}\n")
}

fn scope(path: &str) -> String {
    format!("scopes:\n  - {{name: s, paths: ['{path}'], rules: {{{SHARED}: {{enabled: false}}}}}}\n")
}

fn paths(report: &Report) -> Vec<&str> {
    report.violations().into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_scope_holds_whatever_part_of_the_repository_is_scanned() {
    let folder = repository("sekimori.yaml", &scope("apps/web/vendor/*"));
    let cases = [
        (".", ".", vec!["apps/web/a.yaml", "other/c.yaml"]),
        (".", "apps", vec!["web/a.yaml"]),
        ("apps/web", ".", vec!["a.yaml"]),
        ("apps/web", "vendor", vec![]),
        (".", "apps/web/vendor/b.yaml", vec![]),
        ("apps", "../other/c.yaml", vec!["c.yaml"]),
    ];
    for (from, path, expected) in cases {
        assert_eq!(paths(&scan(&folder, from, &[path]).reports(0)), expected, "{path} from {from}");
    }
}

#[test]
fn a_waiver_holds_whatever_part_of_the_repository_is_scanned() {
    let folder = repository("sekimori.yaml", &waiver("apps/web/a.yaml"));
    let whole = scan(&folder, ".", &["."]).reports(0);
    for (from, path, shown) in [(".", "apps", "web/a.yaml"), (".", "apps/web/a.yaml", "a.yaml")] {
        let report = scan(&folder, from, &[path]).reports(0);
        assert_eq!(report.waived(), [(shown, SHARED)], "{path} from {from}");
        assert_eq!(report.note_codes(), [""; 0]);
        let first = |report: &Report| {
            report.findings.iter().find(|f| f.0["waived"] == true).map(|f| f.fingerprint().to_owned())
        };
        assert_eq!(first(&report), first(&whole), "the fingerprint is that of the whole");
    }
    let other = scan(&folder, ".", &["other"]).reports(0);
    assert_eq!(other.note_codes(), [""; 0], "what a scan of a part cannot know is not told");
    let unused = repository("sekimori.yaml", &waiver("gone/*"));
    assert_eq!(scan(&unused, ".", &["."]).reports(0).note_codes(), ["waiver-unused"]);
}

#[test]
fn a_configuration_that_is_found_in_a_folder_speaks_of_that_folder() {
    let folder = repository("apps/sekimori.yaml", &scope("web/vendor/*"));
    assert_eq!(paths(&scan(&folder, ".", &["apps"]).reports(0)), ["web/a.yaml"]);
    assert_eq!(paths(&scan(&folder, ".", &["apps/web"]).reports(0)), ["a.yaml"]);
    let both = scan(&folder, ".", &["apps", "other"]).reports(0);
    assert_eq!(paths(&both), ["apps/web/a.yaml", "other/c.yaml"]);
}

#[test]
fn a_named_configuration_counts_from_its_folder_or_from_the_repository() {
    let flags = ["--config", "conf.yaml"];
    let folder = repository("conf.yaml", &scope("apps/web/vendor/*"));
    assert_eq!(paths(&scan(&folder, ".", &[&flags[..], &["apps/web"]].concat()).reports(0)), ["a.yaml"]);
    let flags = ["--config", ".ci/conf.yaml"];
    let folder = repository(".ci/conf.yaml", &(scope("apps/web/vendor/*") + &waiver("other/*")));
    assert_eq!(paths(&scan(&folder, ".", &[&flags[..], &["apps/web"]].concat()).reports(0)), ["a.yaml"]);
    let report = scan(&folder, ".", &[&flags[..], &["."]].concat()).reports(0);
    assert_eq!((paths(&report), report.waived()), (vec!["apps/web/a.yaml"], vec![("other/c.yaml", SHARED)]));
    // Without a repository there is nothing but the scanned folder to count from.
    fs::remove_dir(folder.join(".git")).expect("the folder");
    let report = scan(&folder, ".", &[&flags[..], &["apps"]].concat()).reports(0);
    assert_eq!(paths(&report), ["web/a.yaml", "web/vendor/b.yaml"]);
}

#[test]
fn the_organisations_paths_count_from_the_top_of_the_repository() {
    let organisation =
        Folder::new().and("org.yaml", format!("version: 1\npacks: [restricted]\n{}", scope("apps/*")));
    let folder = repository("apps/sekimori.yaml", &waiver("web/a.yaml"));
    let scan = |path: &str| {
        scan(&folder, ".", &[path]).arg("--org-config").arg(organisation.join("org.yaml")).reports(0)
    };
    assert_eq!(paths(&scan("apps/web")), [""; 0]);
    assert_eq!(paths(&scan("other")), ["c.yaml"]);
    let mine = repository("apps/sekimori.yaml", &(scope("web/vendor/*") + &waiver("web/a.yaml")));
    let gone = organisation.and("org.yaml", format!("version: 1\n{}", waiver("other/*")));
    let run = |path: &str| {
        let scan = sekimori(&["scan", path, "--now", TODAY, "--format", "json", "--exit-zero"]);
        scan.from(mine.path())
            .by_default()
            .arg("--pack")
            .arg("restricted")
            .arg("--org-config")
            .arg(gone.join("org.yaml"))
            .reports(0)
    };
    assert_eq!(run("apps").waived(), [("web/a.yaml", SHARED)], "each file counts from its own folder");
    assert_eq!(run("apps/web/vendor").violations(), []);
}

#[test]
fn folders_to_skip_count_from_the_file_and_those_of_the_flag_from_the_scanned_folder() {
    let folder = repository("sekimori.yaml", "skipDirs: [apps/web/vendor]\n");
    assert_eq!(paths(&scan(&folder, ".", &["apps/web"]).reports(0)), ["a.yaml"]);
    let flag = ["apps/web", "--skip-dirs", "apps/web/vendor"];
    assert_eq!(paths(&scan(&folder, ".", &flag).reports(0)), ["a.yaml", "vendor/b.yaml"]);
    let folder = repository("sekimori.yaml", "skipDirs: [vendor]\n");
    assert_eq!(paths(&scan(&folder, ".", &["apps"]).reports(0)), ["web/a.yaml"], "a name is one anywhere");
}

#[test]
fn a_link_to_the_folder_is_the_folder() {
    let folder = repository("sekimori.yaml", &scope("apps/web/vendor/*")).and_link("link", "apps/web");
    assert_eq!(paths(&scan(&folder, ".", &["link"]).reports(0)), ["a.yaml"]);
}

#[test]
fn code_owners_speaks_of_a_folder_and_a_file_as_of_the_whole() {
    let folder = repository("sekimori.yaml", "").and("CODEOWNERS", "/apps/ @org/web\n/other/ @org/ops\n");
    for path in ["apps", "apps/web", "apps/web/a.yaml"] {
        let report = scan(&folder, ".", &[path, "--owner", "org/web"]).reports(0);
        assert!(report.violations().iter().all(|(_, rule)| *rule == SHARED), "{path}");
        assert!(!report.findings.is_empty() && report.note_codes().is_empty(), "{path}");
    }
    let clean = folder.and("other/c.yaml", clean("c"));
    let scan = sekimori(&["scan", "other", "--owner", "org/ops"]).from(clean.path());
    assert!(scan.exits(0).err.contains("pass"), "an owner without a fault passes");
}

#[test]
fn a_baseline_of_the_whole_serves_a_part() {
    let folder = repository("sekimori.yaml", "");
    let baseline = folder.join("base.json");
    let base = baseline.to_str().expect("a text").to_owned();
    scan(&folder, ".", &[".", "--output", &base]).exits(0);
    let report = scan(&folder, ".", &["apps", "--baseline", &base]).reports(0);
    assert!(report.findings.iter().all(|found| found.0["baseline"] == "unchanged"), "{:#?}", report.findings);
    let against = &report.all["summary"]["baseline"];
    assert_eq!(
        (&against["known"], &against["gone"]),
        (&2.into(), &0.into()),
        "what lies elsewhere is not gone"
    );
    assert_eq!(report.note_codes(), [""; 0]);
    // The same fault of the same object in another folder is no known one that moved.
    let twice = folder.and("apps/web/more/c.yaml", shared("c"));
    let report = scan(&twice, ".", &["apps", "--baseline", &base]).reports(0);
    assert_eq!(report.all["summary"]["baseline"]["new"], 1);
}

#[test]
fn a_baseline_of_another_folder_is_told() {
    let folder = repository("sekimori.yaml", "");
    let base = folder.join("base.json").to_str().expect("a text").to_owned();
    scan(&folder, ".", &["other", "--output", &base]).exits(0);
    let report = scan(&folder, ".", &["apps", "--baseline", &base]).reports(0);
    assert_eq!(report.note_codes(), ["baseline-elsewhere"]);
    let run = sekimori(&["scan", "apps", "--baseline", &base, "--lang", "ja"]).from(folder.path()).run();
    assert!(run.out.contains("ベースラインにあるファイルは 1 つもスキャンされていません"), "{}", run.out);
}
