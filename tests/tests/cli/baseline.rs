//! `--baseline`: what an earlier report has does not fail the scan; what it has not does.

use std::fs;

use serde_json::json;

use crate::folder::Folder;
use crate::manifest::{SHARED, clean, pod, shared};
use crate::program::Run;
use crate::report::{Report, text};

/// A folder whose findings stand in `name`, a baseline beside it.
fn with_baseline(folder: Folder, format: &str) -> (Folder, Folder) {
    let beside = Folder::new();
    let file = beside.join("baseline");
    folder.scan(&["--format", format, "--exit-zero", "--output"]).arg(&file).exits(0);
    (folder, beside)
}

fn against(folder: &Folder, beside: &Folder, args: &[&str]) -> Run {
    folder.scan(args).arg("--baseline").arg(beside.join("baseline")).run()
}

fn report(folder: &Folder, beside: &Folder) -> Report {
    Report::read(&against(folder, beside, &["--format", "json"]).json())
}

/// Path and state of each finding.
fn states(report: &Report) -> Vec<(&str, &str)> {
    report.findings.iter().map(|found| (found.path(), text(&found.0["baseline"]))).collect()
}

#[test]
fn known_findings_stay_in_the_report_and_decide_nothing() {
    for format in ["json", "sarif"] {
        let (folder, beside) = with_baseline(Folder::with(shared("a")), format);
        let run = against(&folder, &beside, &["--format", "json"]);
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        let report = Report::read(&run.json());
        assert_eq!(states(&report), [("app.yaml", "unchanged")]);
        assert_eq!(report.violations(), [("app.yaml", SHARED)]);
        assert_eq!((report.count("high"), &report.all["verdict"]["decision"]), (0, &json!("pass")));
        assert_eq!(report.all["summary"]["baseline"], json!({ "new": 0, "known": 1, "gone": 0 }));
    }
}

#[test]
fn the_last_line_says_that_nothing_is_new() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let run = against(&folder, &beside, &[]);
    assert!(run.err.lines().any(|line| line.ends_with(": nothing new found")), "{}", run.err);
    let run = against(&folder, &beside, &["--lang", "ja"]);
    assert!(run.err.lines().any(|line| line.ends_with(": 新しい検出なし")), "{}", run.err);
}

#[test]
fn a_new_finding_fails_the_scan() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let folder = folder.and("b.yaml", shared("b"));
    let run = against(&folder, &beside, &["--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report = Report::read(&run.json());
    assert_eq!(states(&report), [("app.yaml", "unchanged"), ("b.yaml", "new")]);
    assert_eq!(report.all["verdict"]["decidedBy"], json!([report.findings[1].fingerprint()]));
    assert_eq!((report.count("high"), &report.all["summary"]["baseline"]["new"]), (1, &json!(1)));
    assert!(run.err.contains("fail: 1 at or above low"), "{}", run.err);
}

#[test]
fn one_known_finding_makes_one_finding_known() {
    let (folder, beside) = with_baseline(Folder::new().and("one/a.yaml", shared("a")), "json");
    let folder = folder.and("two/a.yaml", shared("a"));
    let report = report(&folder, &beside);
    assert_eq!(states(&report), [("one/a.yaml", "unchanged"), ("two/a.yaml", "new")]);
    assert_eq!(report.findings[0].fingerprint(), report.findings[1].fingerprint());
}

#[test]
fn a_finding_that_moved_is_known() {
    let (folder, beside) = with_baseline(Folder::new().and("z.yaml", shared("a")), "json");
    fs::rename(folder.join("z.yaml"), folder.join("y.yaml")).expect("a file");
    assert_eq!(states(&report(&folder, &beside)), [("y.yaml", "unchanged")]);
    // A copy that comes first by name does not take the place of the one that stayed.
    let (folder, beside) = with_baseline(Folder::new().and("z.yaml", shared("a")), "json");
    let folder = folder.and("y.yaml", shared("a"));
    assert_eq!(states(&report(&folder, &beside)), [("y.yaml", "new"), ("z.yaml", "unchanged")]);
}

#[test]
fn moved_lines_are_known() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let folder = folder.and("app.yaml", format!("# a comment\n\n{}", shared("a")));
    assert_eq!(states(&report(&folder, &beside)), [("app.yaml", "unchanged")]);
}

#[test]
fn what_is_gone_is_told() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")).and("b.yaml", shared("b")), "json");
    let folder = folder.and("app.yaml", clean("a"));
    let run = against(&folder, &beside, &[]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("1 finding of the baseline is gone; write the baseline anew"), "{}", run.err);
    let run = against(&folder, &beside, &["--lang", "ja"]);
    assert!(run.err.contains("ベースラインの検出のうち 1 件はなくなりました"), "{}", run.err);
    assert_eq!(report(&folder, &beside).all["summary"]["baseline"]["gone"], 1);
}

#[test]
fn people_see_what_is_new_and_how_much_is_known() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let folder = folder.and("b.yaml", shared("b"));
    for format in ["terminal", "table"] {
        let run = against(&folder, &beside, &["--format", format]);
        assert!(run.out.contains("b.yaml") && !run.out.contains("app.yaml"), "{}", run.out);
        assert!(run.err.contains("1 known finding in the baseline (show with --show-known)"), "{}", run.err);
        let all = against(&folder, &beside, &["--format", format, "--show-known"]);
        let line = all
            .out
            .lines()
            .find(|line| line.trim_start().starts_with("known"))
            .expect("the known one is marked");
        assert!(line.contains(SHARED) && all.out.contains("app.yaml"), "{}", all.out);
    }
}

#[test]
fn sarif_says_it_in_its_own_word() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "sarif");
    let folder = folder.and("b.yaml", shared("b")).and("c.yaml", "a: [1\n");
    let log = against(&folder, &beside, &["--format", "sarif"]).json();
    let results = log["runs"][0]["results"].as_array().expect("results");
    let states: Vec<_> = results.iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, [&json!("unchanged"), &json!("new"), &json!(null)]);
}

#[test]
fn what_was_not_analysed_is_never_known() {
    let (folder, beside) = with_baseline(Folder::with("a: [1\n").and("b.yaml", clean("b")), "json");
    let run = against(&folder, &beside, &["--format", "json", "--fail-on-not-analysed"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report = Report::read(&run.json());
    assert_eq!(report.not_analysed(), [("app.yaml", "malformed")]);
    assert_eq!(report.only().0.get("baseline"), None);
}

#[test]
fn the_end_of_a_waiver_is_not_hidden() {
    let waiver = "{rule: pod-security/*, reason: r, owner: o, expires: 2027-02-01}";
    let folder = Folder::with(shared("a")).and("sekimori.yaml", format!("version: 1\nwaivers: [{waiver}]\n"));
    let (folder, beside) = with_baseline(folder, "json");
    let before = report(&folder, &beside);
    assert_eq!((before.waived().len(), states(&before)), (1, vec![("app.yaml", "unchanged")]));
    let folder = folder.and("sekimori.yaml", "version: 1\n");
    let run = against(&folder, &beside, &["--format", "json"]);
    assert_eq!((run.code, states(&Report::read(&run.json()))), (Some(1), vec![("app.yaml", "new")]));
}

#[test]
fn the_severity_of_today_counts_for_what_is_new_alone() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let folder = folder.and("b.yaml", pod("b", "  hostPID: true\n").replace("hostPID", "hostIPC"));
    let run = against(&folder, &beside, &["--fail-on", "critical"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("warn: nothing at or above critical"), "{}", run.err);
}

#[test]
fn a_file_that_is_no_baseline_ends_the_run_and_is_not_quoted() {
    let folder = Folder::with(shared("a"));
    let beside = Folder::new();
    let cases = [
        ("", "is not a report that sekimori wrote, as line 1, column 0 shows"),
        ("{}", "is not a report that sekimori wrote. Name one of"),
        (
            "kind: Secret\npassword: hunter2\n",
            "is not a report that sekimori wrote, as line 1, column 1 shows",
        ),
        (r#"{"findings": "hunter2"}"#, "is not a report that sekimori wrote, as line 1, column"),
        (
            r#"{"schema": "sekimori.dev/findings/v9", "findings": []}"#,
            "is a report of `sekimori.dev/findings/v9`",
        ),
        (
            r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "another"}}}]}"#,
            "a report of `another`",
        ),
        (r#"{"version": "2.2", "runs": []}"#, "is a report of `SARIF 2.2`"),
    ];
    for (bytes, said) in cases {
        let beside = Folder::new().and("baseline", bytes);
        let run = against(&folder, &beside, &["--exit-zero"]);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{bytes}");
        assert!(run.err.contains(said) && !run.err.contains("hunter2"), "{bytes}: {}", run.err);
        let run = against(&folder, &beside, &["--lang", "ja"]);
        assert!(run.code == Some(64) && run.err.starts_with("エラー: ベースライン"), "{}", run.err);
    }
    let run = against(&folder, &beside, &[]);
    assert_eq!(run.code, Some(64));
    assert!(run.err.contains("cannot read the baseline") && run.err.contains("No such file"), "{}", run.err);
    let run = folder.scan(&["--baseline", "."]).exits(64);
    assert!(run.err.contains("cannot read the baseline `.`: not a regular file"), "{}", run.err);
}

#[test]
fn a_baseline_larger_than_the_bound_is_refused() {
    let folder = Folder::with(shared("a"));
    let beside = Folder::new();
    let file = fs::File::create(beside.join("baseline")).expect("a file");
    file.set_len((256 << 20) + 1).expect("a sparse file");
    let run = against(&folder, &beside, &[]);
    assert_eq!(run.code, Some(64));
    assert!(run.err.contains("is larger than 268435456 bytes. Name the right file"), "{}", run.err);
}

#[test]
fn the_environment_names_a_baseline_and_may_name_the_file_to_write() {
    let (folder, beside) = with_baseline(Folder::with(shared("a")), "json");
    let file = beside.join("baseline");
    let run = folder.scan(&["--format", "json"]).var("SEKIMORI_BASELINE", &file).arg("--output").arg(&file);
    run.exits(0);
    let written: serde_json::Value =
        serde_json::from_slice(&fs::read(&file).expect("a report")).expect("JSON");
    assert_eq!(written["findings"][0]["baseline"], "unchanged");
    assert_eq!(report(&folder, &beside).all["summary"]["baseline"]["known"], 1);
}
