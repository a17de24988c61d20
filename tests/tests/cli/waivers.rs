//! Waivers of the configuration: by rule, subject, path and fingerprint; owned, explained, and only for a time.

use crate::folder::Folder;
use crate::manifest::{SHARED, annotated, deployment, pod, shared};
use crate::program::sekimori;
use crate::report::Report;

/// Two pods, in two files, with one fault each.
fn two() -> Folder {
    Folder::new().and("a.yaml", shared("one")).and("x/b.yaml", shared("two"))
}

/// `rule` and `more` selectors, agreed until the end of the year.
fn waiver(rule: &str, more: &str) -> String {
    format!("- {{rule: {rule}, {more}reason: agreed in review, owner: team-a, expires: 2027-12-31}}\n")
}

fn with(folder: Folder, waivers: &str) -> Folder {
    folder.and("sekimori.yaml", format!("version: 1\nwaivers:\n{waivers}"))
}

fn waived(report: &Report) -> Vec<&str> {
    report.waived().into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_waiver_accepts_by_rule() {
    for rule in [SHARED, "pod-security/*", "\"*\"", "pod-security/host-?amespace-shared"] {
        let report = with(two(), &waiver(rule, "")).report(&[]);
        assert_eq!(waived(&report), ["a.yaml", "x/b.yaml"], "{rule}");
        assert_eq!((report.violations(), report.notes()), (vec![], vec![]));
    }
    let report = with(two(), &waiver("pod-security/host-port", "")).report(&[]);
    assert_eq!(report.waived(), []);
}

#[test]
fn a_waiver_accepts_by_subject() {
    let cases: [(&str, &[&str]); 6] = [
        ("object:core/Pod/shop/one/hostNetwork", &["a.yaml"]),
        ("object:core/Pod/shop/one/*", &["a.yaml"]),
        ("object:*/shop/*", &["a.yaml", "x/b.yaml"]),
        ("object:core/Pod/shop/o?e/*", &["a.yaml"]),
        ("object:core/Pod/sho/*", &[]),
        ("one", &[]),
    ];
    for (subject, expected) in cases {
        let report = with(two(), &waiver(SHARED, &format!("subject: \"{subject}\", "))).report(&[]);
        assert_eq!(waived(&report), expected, "{subject}");
    }
}

#[test]
fn a_waiver_accepts_by_path() {
    for (path, expected) in
        [("a.yaml", vec!["a.yaml"]), ("x/*", vec!["x/b.yaml"]), ("*.yaml", vec!["a.yaml", "x/b.yaml"])]
    {
        let report = with(two(), &waiver(SHARED, &format!("path: \"{path}\", "))).report(&[]);
        assert_eq!(waived(&report), expected, "{path}");
    }
}

#[test]
fn a_waiver_accepts_by_fingerprint() {
    let fingerprint = two().report(&[]).findings[1].fingerprint().to_owned();
    let report = with(two(), &waiver(SHARED, &format!("fingerprint: \"{fingerprint}\", "))).report(&[]);
    assert_eq!(waived(&report), ["x/b.yaml"]);
}

#[test]
fn all_selectors_of_a_waiver_must_match() {
    let both = waiver(SHARED, "subject: \"*/one/*\", path: \"x/*\", ");
    let report = with(two(), &both).report(&[]);
    assert_eq!(report.waived(), []);
    assert_eq!(report.note_codes(), ["waiver-unused"]);
}

#[test]
fn what_is_waived_does_not_fail_the_scan_and_stays_in_the_report() {
    let folder = with(two(), &waiver(SHARED, ""));
    let report = folder.scan(&["--format", "json"]).reports(0);
    assert_eq!(
        (report.all["verdict"]["decision"].as_str(), report.count("waived"), report.count("high")),
        (Some("pass"), 2, 0)
    );
    let found = &report.findings[0].0;
    assert_eq!((&found["outcome"], &found["severity"]), (&"waived".into(), &"high".into()));
    let waiver = &found["waiver"];
    let parts = ["rule", "owner", "reason", "expires"].map(|key| waiver[key].as_str().unwrap_or_default());
    assert_eq!(parts, [SHARED, "team-a", "agreed in review", "2027-12-31"]);
    assert_eq!(waiver["origin"], serde_json::json!({ "type": "config", "index": 0 }));
}

#[test]
fn a_waiver_holds_through_its_last_day() {
    let folder = with(two(), &waiver(SHARED, ""));
    let on = |day: &str| {
        let program = sekimori(&["scan", ".", "--format", "json", "--exit-zero", "--now", day]);
        program.from(folder.path()).reports(0)
    };
    assert_eq!((on("2027-12-31").waived().len(), on("2027-12-31").notes()), (2, vec![]));
    let after = on("2028-01-01");
    assert_eq!((after.waived(), after.violations().len()), (vec![], 2));
    let text = "the waiver of pod-security/host-namespace-shared expired on 2027-12-31 (owner team-a) and counts as none; \
                mend the finding or agree on a new date";
    assert_eq!(after.notes(), [("waiver-expired", String::new(), text)]);
}

#[test]
fn an_expired_waiver_gives_way_to_one_in_force() {
    let expired = waiver(SHARED, "").replace("2027", "2020");
    let report = with(two(), &format!("{expired}{}", waiver(SHARED, "path: a.yaml, "))).report(&[]);
    assert_eq!(waived(&report), ["a.yaml"]);
    assert_eq!(report.findings[0].0["waiver"]["origin"]["index"], 1);
    assert_eq!(report.note_codes(), ["waiver-expired"]);
}

#[test]
fn a_waiver_that_matches_nothing_gives_a_note() {
    let report = with(two(), &waiver("pod-security/host-port", "")).report(&[]);
    let text = "the waiver of pod-security/host-port (owner team-a) matches nothing; remove it or correct its selectors";
    assert_eq!(report.notes(), [("waiver-unused", String::new(), text)]);
    let run = with(two(), &waiver("pod-security/no-such-*", "")).scan(&[]).exits(1);
    assert!(
        run.out.contains("note: the waiver of pod-security/no-such-* (owner team-a) matches nothing"),
        "{}",
        run.out
    );
    let run = with(two(), &waiver("pod-security/host-port", "")).scan(&["--lang", "ja"]).exits(1);
    assert!(
        run.out.contains("注記: pod-security/host-port の免除 (担当 team-a) に一致するものがありません"),
        "{}",
        run.out
    );
}

#[test]
fn a_waiver_of_a_rule_that_does_not_exist_is_a_mistake_of_the_configuration() {
    let run = with(two(), &waiver("pod-security/host-prot", "")).scan(&[]).exits(64);
    let place =
        "sekimori.yaml:3:4: unknown rule `pod-security/host-prot` (did you mean `pod-security/host-port`?)";
    assert!(run.err.contains(place), "{}", run.err);
}

#[test]
fn two_waivers_of_one_finding_are_both_of_use() {
    let both = format!("{}{}", waiver(SHARED, ""), waiver("pod-security/*", ""));
    let report = with(two(), &both).report(&[]);
    assert_eq!(report.notes(), []);
    assert_eq!(report.findings[0].0["waiver"]["origin"]["index"], 0, "the first one is named");
}

#[test]
fn a_waiver_of_the_configuration_goes_before_an_annotation() {
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let pod = annotated("a", key, "until=2027-06-30; owner=team-b; reason=ours");
    let report = with(Folder::with(pod), &waiver(SHARED, "")).report(&[]);
    assert_eq!(report.only().0["waiver"]["owner"], "team-a");
}

#[test]
fn waivers_hold_under_a_standard_alone_too() {
    let report = with(two(), &waiver(SHARED, "path: a.yaml, ")).report(&["--pss", "baseline@1.30"]);
    assert_eq!((waived(&report), report.violations()), (vec!["a.yaml"], vec![("x/b.yaml", SHARED)]));
}

#[test]
fn strict_mode_leaves_waivers_of_the_configuration_alone() {
    let report = with(two(), &waiver(SHARED, "")).report(&["--strict"]);
    assert_eq!(report.waived().len(), 2);
}

#[test]
fn brackets_of_a_subject_are_no_pattern() {
    let text = pod("a", "").replace("drop: [ALL]", "drop: [ALL], add: [SYS_ADMIN]");
    let subject =
        "subject: \"object:apps/Deployment/shop/web/containers[web].securityContext.capabilities.add\", ";
    let folder = Folder::with(deployment("web", &text));
    let report = with(folder, &waiver("pod-security/*", subject)).report(&[]);
    assert_eq!(report.waived(), [("app.yaml", "pod-security/capability-beyond-baseline")]);
}

#[test]
fn the_path_of_a_waiver_starts_at_the_folder_of_the_configuration() {
    let folder = with(two(), &waiver(SHARED, "path: x/b.yaml, "));
    let report = sekimori(&["scan", "x", "--format", "json"]).from(folder.path()).reports(0);
    assert_eq!(report.waived(), [("b.yaml", SHARED)]);
}
