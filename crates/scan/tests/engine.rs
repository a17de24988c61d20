//! The engine over a source in memory.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use jiff::civil::date;
use sekimori_catalog::find;
use sekimori_model::config::Config;
use sekimori_model::{
    Decision, Entry, Finding, Lang, Limits, Listing, Outcome, PodSecurity, Problem, Source, WaiverOrigin,
};
use sekimori_scan::report::{self, Format, Style};
use sekimori_scan::{Plan, Scan, scan};

/// Files by name and text.
struct Files(Vec<(&'static str, String)>);

impl Source for Files {
    fn list(&self, _: &Limits) -> Listing {
        let entry = |(path, _): &(&str, String)| Entry { path: (*path).into(), named: false };
        Listing { entries: self.0.iter().map(entry).collect(), ..Listing::default() }
    }

    fn read(&self, entry: &Entry, _: &Limits) -> Result<Vec<u8>, Problem> {
        let found = self.0.iter().find(|(path, _)| *path == &*entry.path);
        Ok(found.expect("only what was listed is read").1.clone().into_bytes())
    }
}

fn run(files: Vec<(&'static str, String)>, config: Config, threads: usize) -> (Scan, Plan) {
    let standard: PodSecurity = "baseline@latest".parse().unwrap();
    let plan = Plan::new(config, Some(standard), date(2026, 11, 22)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    (scan(&Files(files), &plan, &pool, &|_| ()), plan)
}

fn pod(annotation: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    note: x\n{annotation}spec:\n  hostPID: true\n  \
         containers:\n    - {{name: web, env: [{{name: A, value: hunter2}}], securityContext: {{privileged: true}}, x: hunter2}}\n"
    )
}

fn waiver(days: &str) -> String {
    format!(
        "    waive.sekimori.dev/pod-security.host-namespace-shared: \"until={days}; owner=ops; reason=debugging\"\n"
    )
}

fn rules(found: &Scan) -> Vec<(&'static str, Outcome)> {
    found.findings.iter().map(|finding| (find(finding.rule.as_str()).unwrap().id, finding.outcome)).collect()
}

fn written(found: &Scan, plan: &Plan, format: Format) -> String {
    let style = Style {
        lang: Lang::En,
        colour: false,
        width: 120,
        root: String::new(),
        show_waived: true,
        show_known: true,
    };
    let mut out = Vec::new();
    report::write(found, plan, format, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_annotation_waives_until_its_day_and_not_after() {
    let (found, _) = run(vec![("a.yaml", pod(&waiver("2026-11-22")))], Config::default(), 1);
    let expected = [
        ("pod-security/host-namespace-shared", Outcome::Waived),
        ("pod-security/privileged-container", Outcome::Violated),
    ];
    assert_eq!(rules(&found), expected);
    let origin = found.findings.iter().next().and_then(|f: Finding| f.waiver).map(|w| w.origin);
    assert_eq!(origin, Some(WaiverOrigin::Annotation { path: "a.yaml".into(), line: 7 }));
    let (late, _) = run(vec![("a.yaml", pod(&waiver("2026-11-21")))], Config::default(), 1);
    assert!(late.findings.iter().all(|finding| finding.outcome == Outcome::Violated));
    assert!(late.notes.iter().any(|note| note.text.en.contains("expired on 2026-11-21")), "{:?}", late.notes);
}

#[test]
fn strict_mode_forbids_waivers_by_annotation() {
    let config = Config { strict: true, ..Config::default() };
    let (found, _) = run(vec![("a.yaml", pod(&waiver("2027-01-01")))], config, 1);
    assert_eq!(found.summary.counts.waived, 0);
    assert!(found.notes.iter().any(|note| note.text.en.contains("strict mode")), "{:?}", found.notes);
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let names = ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml", "f.yaml"];
    let files = || names.iter().map(|name| (*name, pod(&waiver("2027-01-01")))).collect::<Vec<_>>();
    let (one, plan) = run(files(), Config::default(), 1);
    let (eight, _) = run(files(), Config::default(), 8);
    for format in [Format::Terminal, Format::Table, Format::Json, Format::Sarif] {
        assert_eq!(written(&one, &plan, format), written(&eight, &plan, format));
    }
}

#[test]
fn neighbours_on_the_line_of_a_finding_are_in_no_report() {
    let broken = "apiVersion: v1\nkind: Secret\ndata:\n  password: hunter2: twice\n".to_owned();
    let (found, plan) = run(vec![("a.yaml", pod("")), ("b.yaml", broken)], Config::default(), 2);
    assert_eq!((found.findings.len(), found.verdict.decision), (3, Decision::Fail));
    for format in [Format::Terminal, Format::Table, Format::Json, Format::Sarif] {
        let text = written(&found, &plan, format);
        assert!(text.contains("privileged"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert!(written(&found, &plan, Format::Terminal).contains("securityContext: {privileged: true"));
}

#[test]
fn too_many_findings_of_a_file_are_cut_and_said() {
    let many = vec![pod(""); 50].join("---\n");
    let mut config = Config::default();
    config.limits.findings = 10;
    let (found, _) = run(vec![("a.yaml", many), ("b.yaml", pod(""))], config, 1);
    assert_eq!(found.findings.len(), 13);
    assert_eq!((found.summary.not_analysed, found.is_complete()), (1, false));
}
