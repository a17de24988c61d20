//! The one name of a finding: what changes it and what does not.

use crate::folder::Folder;
use crate::manifest::{deployment, indented, pod, shared};
use crate::report::Report;

const SECOND: &str = "    - {name: side, image: x:1, securityContext: {privileged: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n";

/// A Deployment with three faults: of the pod, of a container, of an added capability.
fn text() -> String {
    let pod = shared("web").replace("drop: [ALL]", "drop: [ALL], add: [SYS_ADMIN]") + SECOND;
    deployment("web", &pod)
}

fn report(text: &str) -> Report {
    Folder::with(text).report(&[])
}

fn assert_same(changed: &str, why: &str) {
    let (before, after) = (report(&text()), report(changed));
    assert_ne!(changed, text(), "the text has changed: {why}");
    assert_eq!(before.findings.len(), 3, "{:#?}", before.violations());
    assert_eq!(before.fingerprints(), after.fingerprints(), "{why}");
}

#[test]
fn moved_lines_keep_it() {
    assert_same(&format!("# a comment\n\n---\n{}", text()), "lines above");
    assert_same(&text().replace("spec:\n  selector", "spec:\n  replicas: 3\n\n  selector"), "a field before");
}

#[test]
fn reordered_containers_keep_it() {
    let without = text().replace(&indented(SECOND, "    "), "");
    let moved =
        without.replace("      containers:\n", &format!("      containers:\n{}", indented(SECOND, "    ")));
    assert_same(&moved, "the second container stands first");
    let more = "        - {name: zero, image: x, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n";
    assert_same(
        &text().replace("      containers:\n", &format!("      containers:\n{more}")),
        "a container before",
    );
}

#[test]
fn another_image_severity_or_reason_keeps_it() {
    assert_same(&text().replace("web:1", "web:2@sha256:0123"), "a new image");
    assert_same(&text().replace("hostNetwork: true", "hostNetwork: yes"), "another word for the same");
    assert_same(
        &text().replace("  replicas", "").replace("apps/v1", "apps/v1beta2"),
        "the version of the API is no identity",
    );
}

#[test]
fn another_path_or_form_of_the_file_keeps_it() {
    let before = report(&text());
    let moved = Folder::new().and("deep/down/other.yml", text()).report(&[]);
    assert_eq!(before.fingerprints(), moved.fingerprints());
    let list = format!("apiVersion: v1\nkind: List\nitems:\n-\n{}", indented(&text(), "  "));
    assert_eq!(before.fingerprints(), report(&list).fingerprints());
    let value: serde_json::Value = yaml_serde::from_str(&text()).expect("it is YAML");
    let json = Folder::new().and("app.json", value.to_string()).report(&[]);
    assert_eq!(before.fingerprints(), json.fingerprints());
}

#[test]
fn reordered_capabilities_keep_it() {
    let with =
        |list: &str| report(&pod("a", "").replace("drop: [ALL]", &format!("drop: [ALL], add: [{list}]")));
    assert_eq!(with("SYS_ADMIN, NET_RAW").fingerprints(), with("NET_RAW, SYS_ADMIN").fingerprints());
}

#[test]
fn each_part_of_the_identity_changes_it() {
    let before = report(&shared("web"));
    let cases = [
        ("name", shared("other")),
        ("namespace", shared("web").replace("namespace: shop", "namespace: office")),
        ("kind", deployment("web", &shared("web"))),
        ("field", shared("web").replace("hostNetwork", "hostPID")),
    ];
    for (part, text) in cases {
        let after = report(&text);
        assert_eq!(before.only().rule(), after.only().rule());
        assert_ne!(before.fingerprints(), after.fingerprints(), "{part}");
    }
}

#[test]
fn rules_containers_and_capabilities_have_their_own() {
    let all = report(&text());
    let mut unique = all.fingerprints();
    unique.dedup();
    assert_eq!(unique.len(), 3);
    let with =
        |list: &str| report(&pod("a", "").replace("drop: [ALL]", &format!("drop: [ALL], add: [{list}]")));
    assert_ne!(with("SYS_ADMIN").fingerprints(), with("NET_RAW").fingerprints());
    let named = |name: &str| {
        report(
            &pod("a", "")
                .replace("name: web", &format!("name: {name}"))
                .replace("allowPrivilegeEscalation: false, ", ""),
        )
    };
    assert_ne!(named("a").fingerprints(), named("b").fingerprints());
}

#[test]
fn what_was_not_analysed_is_known_by_its_file_and_reason() {
    let broken = report("a: [1\n");
    assert_eq!(
        broken.fingerprints(),
        report("\n\n\nb: {\n").fingerprints(),
        "whatever the place and the words"
    );
    let other = Folder::new().and("other.yaml", "a: [1\n").report(&[]);
    assert_ne!(broken.fingerprints(), other.fingerprints());
    assert_ne!(broken.fingerprints(), Folder::with(b"\xff").report(&[]).fingerprints());
}

#[test]
fn known_values_stay_for_ever() {
    // Waivers, baselines and other tools hold these: a change here breaks them all.
    assert_eq!(report(&shared("web")).only().fingerprint(), "623544f5e4b605c19cc440e20b287581");
    let capability = pod("a", "").replace("drop: [ALL]", "drop: [ALL], add: [SYS_ADMIN]");
    assert_eq!(report(&capability).only().fingerprint(), "bc59b5ded783f2482cd0f16100392351");
}
