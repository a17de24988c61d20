//! Waivers that an object carries: `waive.sekimori.dev/RULE: "until=DATE; owner=X; reason=..."`.

use crate::folder::Folder;
use crate::manifest::{SHARED, annotated, deployment, pod, shared};
use crate::report::{Report, text};

const KEY: &str = "waive.sekimori.dev/pod-security.host-namespace-shared";
const AGREED: &str = "until=2027-12-31; owner=team-a; reason=agreed";
const ESCALATION: &str = "waive.sekimori.dev/pod-security.privilege-escalation-allowed";

fn report(text: &str) -> Report {
    Folder::with(text).report(&[])
}

/// A pod with two containers that both may gain privileges.
fn two_containers(value: &str) -> String {
    let second = "    - {name: side, image: x:1, securityContext: {capabilities: {drop: [ALL]}}}\n";
    let text = pod("a", "").replace("allowPrivilegeEscalation: false, ", "") + second;
    let metadata = format!("namespace: shop, annotations: {{{ESCALATION}: \"{value}\"}}}}");
    text.replace("namespace: shop}", &metadata)
}

/// Container and outcome of each finding.
fn outcomes(report: &Report) -> Vec<(&str, &str)> {
    let findings = report.findings.iter();
    findings.map(|found| (text(&found.0["subject"]["container"]["name"]), found.outcome())).collect()
}

#[test]
fn an_annotation_of_the_object_waives() {
    let report = report(&annotated("a", KEY, AGREED));
    assert_eq!((report.waived(), report.notes()), (vec![("app.yaml", SHARED)], vec![]));
    let waiver = &report.only().0["waiver"];
    assert_eq!(waiver["origin"], serde_json::json!({ "type": "annotation", "path": "app.yaml", "line": 3 }));
    assert_eq!(
        (&waiver["owner"], &waiver["reason"], &waiver["expires"]),
        (&"team-a".into(), &"agreed".into(), &"2027-12-31".into())
    );
}

#[test]
fn an_annotation_of_the_pod_template_waives_too() {
    let text = deployment("web", &shared("web"));
    let template = format!("metadata: {{annotations: {{{KEY}: \"{AGREED}\"}}, labels: {{app: web}}}}");
    let text = text.replace("metadata: {labels: {app: web}}", &template);
    let report = report(&text);
    assert_eq!(report.waived(), [("app.yaml", SHARED)]);
    assert_eq!(report.only().0["waiver"]["origin"]["line"], 7);
}

#[test]
fn an_annotation_waives_its_own_rule_and_object_only() {
    let other = annotated("a", "waive.sekimori.dev/pod-security.host-port", AGREED);
    assert_eq!(report(&other).violations(), [("app.yaml", SHARED)]);
    let report = report(&format!("{}---\n{}", annotated("a", KEY, AGREED), shared("b")));
    assert_eq!((report.waived().len(), report.violations().len()), (1, 1));
}

#[test]
fn an_annotation_can_be_for_one_container() {
    let all = report(&two_containers(AGREED));
    assert_eq!(outcomes(&all), [("web", "waived"), ("side", "waived")]);
    let one = report(&two_containers(&format!("{AGREED}; container=side")));
    assert_eq!(outcomes(&one), [("web", "violated"), ("side", "waived")]);
    let none = report(&two_containers(&format!("{AGREED}; container=other")));
    assert_eq!(outcomes(&none), [("web", "violated"), ("side", "violated")]);
}

#[test]
fn a_waiver_for_a_container_does_not_waive_the_pod() {
    let report = report(&annotated("a", KEY, &format!("{AGREED}; container=web")));
    assert_eq!(report.violations(), [("app.yaml", SHARED)]);
}

#[test]
fn an_expired_annotation_counts_as_none_and_gives_a_note_with_its_place() {
    let report = report(&annotated("a", KEY, &AGREED.replace("2027-12-31", "2027-01-14")));
    assert_eq!(report.violations(), [("app.yaml", SHARED)]);
    let (code, place, text) = &report.notes()[0];
    assert_eq!((*code, place.as_str()), ("waiver-expired", "app.yaml:3"));
    assert!(text.contains("expired on 2027-01-14 (owner team-a) and counts as none"), "{text}");
}

#[test]
fn an_invalid_annotation_counts_as_none_and_a_note_says_what_is_wrong() {
    let cases = [
        ("yes please", "`yes please` is not one of until=, owner=, reason=, approver=, container="),
        ("until=2027-12-31; owner=team-a", "`reason=` is missing or empty"),
        ("until=2027-12-31; owner=; reason=x", "`owner=` is missing or empty"),
        ("owner=a; reason=b", "`until=` is missing or empty"),
        ("until=soon; owner=a; reason=b", "`until=soon` is not a day: write YYYY-MM-DD"),
        ("until=2027-02-30; owner=a; reason=b", "`until=2027-02-30` is not a day"),
        ("owner=a; owner=b; until=2027-12-31; reason=c", "`owner=` stands twice"),
        ("", "`until=` is missing or empty"),
    ];
    for (value, said) in cases {
        let report = report(&annotated("a", KEY, value));
        assert_eq!(report.violations(), [("app.yaml", SHARED)], "{value}");
        let (code, place, text) = &report.notes()[0];
        assert_eq!(
            (*code, place.as_str(), report.notes().len()),
            ("waiver-invalid", "app.yaml:3", 1),
            "{value}"
        );
        assert!(text.starts_with(&format!("not a waiver, so it counts as none: {said}")), "{text}");
    }
}

#[test]
fn an_annotation_that_is_no_text_is_invalid() {
    let text = annotated("a", KEY, "x").replace("\"x\"", "[until, owner]");
    let report = report(&text);
    assert_eq!((report.violations().len(), report.note_codes()), (1, vec!["waiver-invalid"]));
}

#[test]
fn an_annotation_of_an_unknown_rule_offers_the_nearest_name() {
    let key = "waive.sekimori.dev/pod-security.host-namespaces-shared";
    let report = report(&annotated("a", key, AGREED));
    let said = "not a waiver, so it counts as none: unknown rule `pod-security/host-namespaces-shared` \
                (did you mean `pod-security/host-namespace-shared`?)";
    assert_eq!(report.notes(), [("waiver-invalid", "app.yaml:3".into(), said)]);
}

#[test]
fn strict_mode_forbids_annotations_and_says_so() {
    let folder = Folder::with(annotated("a", KEY, AGREED));
    let config = folder.join("strict.yaml");
    std::fs::write(&config, "version: 1\nstrict: true\n").expect("a file");
    let config = config.to_str().expect("a path of ours");
    for args in [&["--strict"][..], &["--config", config, "--skip-dirs", "x"]] {
        let report = folder.report(args);
        assert_eq!((report.waived(), report.violations()), (vec![], vec![("app.yaml", SHARED)]));
        let (code, place, text) = &report.notes()[0];
        assert_eq!((*code, place.as_str()), ("waiver-forbidden", "app.yaml:3"));
        assert!(
            text.ends_with("write the waiver of pod-security/host-namespace-shared into sekimori.yaml"),
            "{text}"
        );
    }
    assert_eq!(
        folder.report(&["--config", config, "--strict=false"]).waived().len(),
        1,
        "a flag wins over the file"
    );
}

#[test]
fn a_note_of_a_pod_is_told_once() {
    assert_eq!(report(&annotated("a", KEY, "nonsense")).notes().len(), 1);
    let report =
        report(&format!("{}---\n{}", annotated("a", KEY, "nonsense"), annotated("b", KEY, "nonsense")));
    let places: Vec<String> = report.notes().into_iter().map(|(_, place, _)| place).collect();
    assert_eq!(places, ["app.yaml:3", "app.yaml:14"]);
}

#[test]
fn a_waiver_that_waives_nothing_any_more_does_no_harm() {
    let text = annotated("a", KEY, AGREED).replace("  hostNetwork: true\n", "");
    assert_eq!(report(&text).findings, []);
    Folder::with(text).scan(&[]).exits(0);
}

#[test]
fn the_text_that_the_report_offers_is_a_waiver() {
    let out = Folder::with(shared("a")).scan(&[]).exits(1).out;
    let (_, offered) = out.split_once("annotate the object with `").expect("the report says how to waive");
    let (key, rest) = offered.split_once(": \"").expect("a key and a value");
    let (value, _) = rest.split_once("\"`").expect("the value ends");
    let report = report(&annotated("a", key, &value.replace("YYYY-MM-DD", "2027-02-01")));
    assert_eq!((report.waived().len(), report.notes()), (1, vec![]));
}

#[test]
fn an_annotation_that_speaks_of_nothing_is_told() {
    let text = annotated("a", KEY, AGREED).replace("  hostNetwork: true\n", "");
    let unused = report(&text);
    let [(code, place, sentence)] = &unused.notes()[..] else { panic!("{:?}", unused.notes()) };
    assert_eq!((*code, place.as_str()), ("waiver-unused", "app.yaml:3"));
    assert_eq!(
        *sentence,
        "the waiver of pod-security/host-namespace-shared (owner team-a) matches nothing; remove it or correct its selectors"
    );
    let template = deployment("web", &pod("web", ""));
    let with = format!("metadata: {{annotations: {{{KEY}: \"{AGREED}\"}}, labels: {{app: web}}}}");
    let template = template.replace("metadata: {labels: {app: web}}", &with);
    assert_eq!(report(&template).note_codes(), ["waiver-unused"]);
    let container = format!("{AGREED}; container=other");
    assert_eq!(report(&two_containers(&container)).note_codes(), ["waiver-unused"]);
}

#[test]
fn what_a_scan_cannot_know_is_not_called_unused() {
    let unused = annotated("a", KEY, AGREED).replace("  hostNetwork: true\n", "");
    let off = format!("version: 1\nrules: {{{SHARED}: {{enabled: false}}}}\n");
    assert_eq!(Folder::with(&unused).and("sekimori.yaml", off).report(&[]).note_codes(), [""; 0]);
    // The tests' pack has no such rule.
    let other = annotated("a", "waive.sekimori.dev/resources.cpu-limit-missing", AGREED);
    assert_eq!(Folder::with(&other).report(&[]).note_codes(), [""; 0]);
    let wrong = unused.replace("spec:\n", "spec:\n  hostPID: [1]\n");
    let report = Folder::with(wrong).report(&[]);
    assert_eq!(
        (report.not_analysed().len(), report.note_codes()),
        (1, vec![]),
        "nobody knows what stands there"
    );
    // A waiver of the file goes first, and takes nothing from the annotation.
    let both =
        format!("version: 1\nwaivers:\n- {{rule: {SHARED}, reason: r, owner: o, expires: 2027-12-31}}\n");
    let folder = Folder::with(annotated("a", KEY, AGREED)).and("sekimori.yaml", both);
    assert_eq!(folder.report(&[]).note_codes(), [""; 0]);
}
