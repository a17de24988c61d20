//! Which files are looked at.

use crate::folder::Folder;
use crate::manifest::{SHARED, shared};
use crate::program::sekimori;
use crate::report::Report;

/// A folder with a faulty pod in each of these files.
fn faulty(paths: &[&str]) -> Folder {
    paths.iter().fold(Folder::new(), |folder, path| folder.and(path, shared("a")))
}

/// The paths of the violations.
fn found(report: &Report) -> Vec<&str> {
    report.violations().into_iter().map(|(path, _)| path).collect()
}

#[test]
fn yaml_and_json_are_looked_at_whatever_the_case() {
    let folder = faulty(&[
        "a.yaml",
        "b.yml",
        "c.YAML",
        "d.json",
        ".hidden.yaml",
        ".github/e.yaml",
        "f.txt",
        "yaml",
        "g.yaml.bak",
    ]);
    assert_eq!(
        found(&folder.report(&[])),
        [".github/e.yaml", ".hidden.yaml", "a.yaml", "b.yml", "c.YAML", "d.json"]
    );
}

#[test]
fn a_named_file_is_looked_at_whatever_its_name() {
    let folder = faulty(&["pod.tmpl", "b.yaml"]);
    let report = sekimori(&["scan", "pod.tmpl", "--format", "json"]).from(folder.path()).reports(1);
    assert_eq!(found(&report), ["pod.tmpl"]);
}

#[test]
fn several_paths_are_one_scan_from_the_folder_above_them() {
    let folder = faulty(&["x/a/one.yaml", "x/b/two.yaml", "x/c/three.yaml"]);
    let report = sekimori(&["scan", "x/b/two.yaml", "x/a", "x/a/one.yaml", "--format", "json"])
        .from(folder.path())
        .reports(1);
    assert_eq!(
        found(&report),
        ["a/one.yaml", "b/two.yaml"],
        "paths start at the folder above all that was named"
    );
    let run = sekimori(&["scan", "x/b/two.yaml", "x/a"]).from(folder.path()).exits(1);
    assert!(run.out.contains("--> x/a/one.yaml:5:3"), "{}", run.out);
}

#[test]
fn a_folder_that_lies_in_another_one_is_scanned_once() {
    let folder = faulty(&["x/a/one.yaml", "x/two.yaml"]);
    let report = sekimori(&["scan", "x/a", "x", "--format", "json"]).from(folder.path()).reports(1);
    assert_eq!(found(&report), ["a/one.yaml", "two.yaml"]);
}

#[test]
fn the_current_folder_is_the_default() {
    let folder = faulty(&["a.yaml"]);
    assert_eq!(found(&sekimori(&["scan", "--format", "json"]).from(folder.path()).reports(1)), ["a.yaml"]);
}

#[test]
fn paths_do_not_depend_on_how_the_folder_was_named() {
    let folder = faulty(&["x/a.yaml"]);
    let full = folder.join("x");
    let full = full.to_str().expect("a path of ours");
    for name in ["x", "./x", "x/", "x/../x", full] {
        let report = sekimori(&["scan", name, "--format", "json"]).from(folder.path()).reports(1);
        assert_eq!(found(&report), ["a.yaml"], "{name}");
    }
}

#[test]
fn ignore_files_are_honoured_unless_told_otherwise() {
    let folder = faulty(&["a.yaml", "git/b.yaml", "own/c.yaml", "plain/d.yaml", "keep/e.yaml"])
        .and(".gitignore", "git/\nkeep/*\n!keep/e.yaml\n")
        .and(".sekimoriignore", "own\n")
        .and(".ignore", "plain/*.yaml\n");
    assert_eq!(found(&folder.report(&[])), ["a.yaml", "keep/e.yaml"]);
    let all = ["a.yaml", "git/b.yaml", "keep/e.yaml", "own/c.yaml", "plain/d.yaml"];
    assert_eq!(found(&folder.report(&["--no-ignore"])), all);
}

#[test]
fn ignore_files_of_folders_above_and_below_count() {
    let folder = faulty(&["x/a.yaml", "x/gen/b.yaml", "x/sub/c.yaml", "x/sub/d.yaml"])
        .and(".gitignore", "gen/\n")
        .and("x/sub/.sekimoriignore", "d.yaml\n");
    let report = sekimori(&["scan", "x", "--format", "json"]).from(folder.path()).reports(1);
    assert_eq!(found(&report), ["a.yaml", "sub/c.yaml"]);
}

#[test]
fn a_named_file_is_looked_at_although_it_is_ignored() {
    let folder = faulty(&["a.yaml"]).and(".sekimoriignore", "*.yaml\n");
    folder.scan(&[]).exits(3);
    assert_eq!(
        found(&sekimori(&["scan", "a.yaml", "--format", "json"]).from(folder.path()).reports(1)),
        ["a.yaml"]
    );
}

#[test]
fn folders_can_be_skipped_by_name_and_by_path() {
    let folder =
        faulty(&["a.yaml", "vendor/b.yaml", "x/vendor/c.yaml", "x/y/d.yaml", "y/e.yaml", "vendored/f.yaml"]);
    let report = folder.report(&["--skip-dirs", "vendor,./x/y/"]);
    assert_eq!(found(&report), ["a.yaml", "vendored/f.yaml", "y/e.yaml"]);
    let report = folder.report(&["--skip-dirs", "vendor", "--skip-dirs", "x/y"]);
    assert_eq!(found(&report), ["a.yaml", "vendored/f.yaml", "y/e.yaml"]);
    let configured = folder.and("sekimori.yaml", "version: 1\nskipDirs: [vendor, x/y]\n");
    assert_eq!(found(&configured.report(&[])), ["a.yaml", "vendored/f.yaml", "y/e.yaml"]);
}

#[test]
fn the_folders_of_version_control_are_never_entered() {
    let folder = faulty(&["a.yaml", ".git/b.yaml", "x/.git/c.yaml", ".hg/d.yaml", ".svn/e.yaml"]);
    assert_eq!(found(&folder.report(&["--no-ignore"])), ["a.yaml"]);
}

#[test]
fn the_summary_tells_what_was_looked_at() {
    let folder =
        faulty(&["a.yaml", "b.yaml"]).and("c.txt", "x").and("d.yaml", "a: 1\n").and("e.yaml", "a: [1\n");
    let report = folder.report(&[]);
    let counts =
        ["filesListed", "filesExamined", "documents", "objects", "workloads", "notAnalysed", "high", "rules"];
    assert_eq!(counts.map(|key| report.count(key)), [5, 4, 4, 2, 2, 1, 2, 20]);
    let bytes = 2 * shared("a").len() + "a: 1\n".len() + "a: [1\n".len();
    assert_eq!(report.count("bytes"), bytes as u64);
}

#[test]
fn the_order_of_files_and_threads_does_not_matter() {
    let names: Vec<String> = (0..200).map(|n| format!("d{}/f{n}.yaml", n % 7)).collect();
    let folder = faulty(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let one = folder.scan(&["--format", "json", "--threads", "1"]).exits(1).out;
    let many = folder.scan(&["--format", "json", "--threads", "16"]).exits(1).out;
    assert_eq!(one, many);
    let report = folder.report(&[]);
    let mut sorted = found(&report);
    sorted.sort_unstable();
    assert_eq!(found(&report), sorted);
    assert_eq!(report.violations().len(), 200);
    assert!(report.violations().iter().all(|(_, rule)| *rule == SHARED));
}
