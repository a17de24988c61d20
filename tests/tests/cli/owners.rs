//! Owners: from labels, annotations and CODEOWNERS into every report, and as a filter.

use serde_json::json;

use crate::folder::Folder;
use crate::manifest::{clean, deployment, pod, shared};
use crate::program::sekimori;
use crate::report::Report;

/// The pod of `shared` with these fields of its metadata.
fn with(name: &str, metadata: &str) -> String {
    shared(name).replace("namespace: shop}", &format!("namespace: shop, {metadata}}}"))
}

fn owned(name: &str, team: &str) -> String {
    with(name, &format!("labels: {{team: {team}}}"))
}

/// Path and owner's team of each finding.
fn teams(report: &Report) -> Vec<(&str, Option<&str>)> {
    report.findings.iter().map(|found| (found.path(), found.0["owner"]["team"].as_str())).collect()
}

fn owner(text: &str) -> serde_json::Value {
    Folder::with(text).report(&[]).only().0["owner"].clone()
}

#[test]
fn labels_go_before_annotations_and_the_first_key_before_the_next() {
    let cases = [
        (
            "labels: {team: a, owner: b, app.kubernetes.io/owner: c, sekimori.dev/owner: d}",
            json!({ "team": "d" }),
        ),
        ("labels: {team: a, owner: b}", json!({ "team": "b" })),
        ("labels: {team: a}, annotations: {sekimori.dev/owner: b}", json!({ "team": "a" })),
        ("annotations: {team: a, contact: '#a'}", json!({ "team": "a", "contact": "#a" })),
        (
            "labels: {team: ' '}, annotations: {owner: b, email: b@x, contact: '#b'}",
            json!({ "team": "b", "contact": "#b" }),
        ),
        ("annotations: {email: a@example.com}", json!({ "team": "a@example.com" })),
        ("labels: {app: a}", json!(null)),
        ("labels: {team: null, owner: {a: b}}", json!(null)),
        ("labels: [team]", json!(null)),
    ];
    for (metadata, expected) in cases {
        assert_eq!(owner(&with("a", metadata)), expected, "{metadata}");
    }
}

#[test]
fn a_pod_template_speaks_for_its_workload() {
    let workload = deployment("web", &pod("web", "  hostNetwork: true\n"));
    let template = workload.replace("labels: {app: web}}\n", "labels: {app: web, team: inner}}\n");
    assert_eq!(owner(&template), json!({ "team": "inner" }));
    let both = template.replace("namespace: shop}", "namespace: shop, labels: {team: outer}}");
    assert_eq!(owner(&both), json!({ "team": "outer" }));
}

#[test]
fn the_configuration_says_which_keys_count() {
    let config = "version: 1\nowners: {labels: [example.com/squad], annotations: [], contacts: [chat]}\n";
    let metadata = "labels: {team: no, example.com/squad: yes-this}, annotations: {owner: no, chat: '#this'}";
    let folder = Folder::with(with("a", metadata)).and("sekimori.yaml", config);
    let expected = json!({ "team": "yes-this", "contact": "#this" });
    assert_eq!(folder.report(&[]).only().0["owner"], expected);
    let wrong = Folder::with(clean("a")).and("sekimori.yaml", "version: 1\nowners: {label: [a]}\n");
    let run = wrong.scan(&[]).exits(64);
    assert!(
        run.err.contains("sekimori.yaml:2:10: unknown key `owners.label` (did you mean `labels`?)"),
        "{}",
        run.err
    );
    let shown = sekimori(&["config", "show", "--origin"]).from(folder.path()).exits(0);
    let line = shown
        .out
        .lines()
        .find(|line| line.trim_start().starts_with("owners.labels"))
        .expect("it is a setting");
    assert!(line.contains("example.com/squad") && line.contains("sekimori.yaml:2"), "{line}");
}

#[test]
fn codeowners_speaks_where_the_object_does_not() {
    let rules = "* @org/all\n/x/ @org/x x@example.com\n/x/free.yaml\n";
    let folder = Folder::with(shared("a"))
        .and("labelled.yaml", owned("l", "label"))
        .and("x/b.yaml", shared("b"))
        .and("x/called.yaml", with("c", "annotations: {contact: '#c'}"))
        .and("x/free.yaml", shared("f"))
        .and("x/broken.yaml", "a: [1\n")
        .and(".github/CODEOWNERS", rules);
    let report = folder.report(&[]);
    let expected = [
        ("app.yaml", Some("@org/all")),
        ("labelled.yaml", Some("label")),
        ("x/b.yaml", Some("@org/x")),
        ("x/broken.yaml", Some("@org/x")),
        ("x/called.yaml", Some("@org/x")),
        ("x/free.yaml", None),
    ];
    assert_eq!(teams(&report), expected);
    assert_eq!(report.findings[2].0["owner"]["contact"], "x@example.com");
    assert_eq!(report.findings[4].0["owner"]["contact"], "#c");
}

#[test]
fn codeowners_stands_at_the_root_of_the_repository() {
    let folder = Folder::new().and("x/y/a.yaml", shared("a")).and("CODEOWNERS", "/x/y/ @org/y\n/y/ @no\n");
    let scan = |dir: &str| {
        let scan = sekimori(&["scan", dir, "--format", "json", "--exit-zero"]);
        scan.from(folder.path()).reports(0).only().0["owner"]["team"].clone()
    };
    assert_eq!(scan("x"), json!(null), "without a repository only the scanned folder is asked");
    std::fs::create_dir(folder.join(".git")).expect("a folder");
    assert_eq!(
        (scan("x"), scan("x/y/a.yaml"), scan(".")),
        (json!("@org/y"), json!("@org/y"), json!("@org/y"))
    );
}

#[test]
fn the_first_place_of_codeowners_counts() {
    let places = ["docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".github/CODEOWNERS", "CODEOWNERS"];
    let mut folder = Folder::with(shared("a"));
    for place in places {
        folder = folder.and(place, format!("* @{}\n", place.replace(['/', '.'], "-")));
        let expected = format!("@{}", place.replace(['/', '.'], "-"));
        assert_eq!(folder.report(&[]).only().0["owner"]["team"], expected.as_str());
    }
}

#[test]
fn a_codeowners_that_cannot_be_read_is_told_and_shows_nothing() {
    let outside = Folder::new().and("passwd", "* @root:secret\n");
    let folder = Folder::with(shared("a")).and_link("CODEOWNERS", outside.join("passwd"));
    let report = folder.report(&[]);
    assert_eq!(report.only().0.get("owner"), None);
    let text = "CODEOWNERS was not read, so no file has an owner from it: CODEOWNERS is a link out of the repository";
    assert_eq!(report.notes(), [("code-owners-unread", String::new(), text)]);
    let large = Folder::with(shared("a")).and("CODEOWNERS", "# \n".repeat((1 << 20) + 1));
    assert!(large.report(&[]).notes()[0].2.ends_with("CODEOWNERS is larger than 3145728 bytes"));
    let binary = Folder::with(shared("a")).and("CODEOWNERS", b"* @\xff\xfe\x00\n");
    assert_eq!(binary.report(&[]).note_codes(), ["code-owners-unread"]);
}

#[test]
fn the_owner_filter_leaves_the_others_out_of_report_and_verdict() {
    let folder = Folder::with(owned("a", "web")).and("b.yaml", owned("b", "data")).and("c.yaml", shared("c"));
    let report = folder.report(&["--owner", "Web"]);
    assert_eq!(teams(&report), [("app.yaml", Some("web"))]);
    assert_eq!((report.count("high"), &report.all["summary"]["leftOut"]["otherOwners"]), (1, &json!(2)));
    assert_eq!(folder.report(&["--owner", "web", "--owner", "@data"]).findings.len(), 2);
    let folder = folder.and("d.yaml", clean("d")).and("CODEOWNERS", "/d.yaml @quiet\n");
    let run = folder.scan(&["--owner", "quiet"]).exits(0);
    assert!(run.err.contains("3 findings of other owners are left out\npass"), "{}", run.err);
    let run = folder.scan(&["--owner", "quiet", "--lang", "ja"]).exits(0);
    assert!(run.err.contains("ほかの担当者の検出 3 件を除きました"), "{}", run.err);
}

#[test]
fn what_was_not_analysed_and_belongs_to_nobody_concerns_everybody() {
    let folder = Folder::with("a: [1\n").and("x/b.yaml", "a: [1\n").and("CODEOWNERS", "/x/ @x\n");
    let report = folder.scan(&["--owner", "web", "--fail-on-not-analysed", "--format", "json"]).reports(1);
    assert_eq!((report.not_analysed(), report.count("notAnalysed")), (vec![("app.yaml", "malformed")], 2));
    assert_eq!(folder.report(&["--role", "security-team"]).not_analysed().len(), 2);
}

#[test]
fn the_role_filter_leaves_the_others_out() {
    let folder = Folder::with(shared("a"));
    let role = folder.report(&[]).only().0["role"].as_str().expect("a role").to_owned();
    assert_eq!(folder.report(&["--role", &role]).findings.len(), 1);
    let other = if role == "developer" { "cluster-operator" } else { "developer" };
    let run = folder.scan(&["--role", other]).exits(0);
    assert!(run.err.contains("1 finding for other roles is left out\npass"), "{}", run.err);
    assert_eq!(folder.report(&["--role", other, "--role", &role]).findings.len(), 1);
    let run = folder.scan(&["--role", "boss"]).exits(64);
    assert!(run.err.contains("`boss`") && run.err.contains("developer, application-operator"), "{}", run.err);
}

#[test]
fn people_and_code_scanning_see_the_owner() {
    let folder = Folder::with(with("a", "labels: {team: web}, annotations: {contact: \"\\e[31m#web\"}"));
    let terminal = folder.scan(&[]).exits(1);
    assert!(terminal.out.contains("= owner: web (\u{fffd}[31m#web)"), "{}", terminal.out);
    let table = folder.scan(&["--format", "table", "--lang", "ja"]).exits(1);
    assert!(table.out.lines().next().is_some_and(|head| head.trim_end().ends_with("担当")), "{}", table.out);
    assert!(table.out.lines().nth(1).is_some_and(|line| line.trim_end().ends_with("web")), "{}", table.out);
    let table = Folder::with(shared("a")).scan(&["--format", "table"]).exits(1);
    assert!(!table.out.contains("owner"), "{}", table.out);
    let log = folder.scan(&["--format", "sarif"]).exits(1).json();
    assert_eq!(log["runs"][0]["results"][0]["properties"]["owner"]["team"], "web");
}

#[test]
fn an_owner_that_nobody_is_does_not_pass() {
    let folder = Folder::with(owned("a", "web"))
        .and("b.yaml", clean("b"))
        .and("CODEOWNERS", "/b.yaml @org/Quiet\n/none/ @org/none\n");
    let run = folder.scan(&["--owner", "wep"]).exits(3);
    let note = "nothing in this scan belongs to the owner wep; write the name as a report does";
    assert!(run.out.contains(note), "{}", run.out);
    assert!(run.err.ends_with("Check the name given to --owner.\n"), "{}", run.err);
    let report = folder.scan(&["--owner", "org/none", "--format", "json"]).reports(3);
    assert_eq!(
        (report.note_codes(), &report.all["verdict"]["decision"]),
        (vec!["owner-unknown"], &"incomplete".into())
    );
    // Who has no fault passes; a fault of another owner who is asked for goes first.
    folder.scan(&["--owner", "ORG/quiet"]).exits(0);
    folder.scan(&["--owner", "org/quiet", "--owner", "wep"]).exits(3);
    folder.scan(&["--owner", "web", "--owner", "wep"]).exits(1);
    folder.scan(&["--owner", "wep", "--exit-zero"]).exits(0);
    let labelled =
        Folder::with(clean("a").replace("namespace: shop}", "namespace: shop, labels: {team: web}}"));
    labelled.scan(&["--owner", "web"]).exits(0);
}
