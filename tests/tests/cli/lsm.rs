//! Profiles of seccomp and AppArmor: found by name and content, judged, and known to the pods that name them.

use crate::folder::Folder;
use crate::report::{Found, Report};

/// The profile of a cloud's documentation, in a file without an ending, as it lies on a node.
const PREVENT_CHMOD: &str = r#"{
  "defaultAction": "SCMP_ACT_ALLOW",
  "syscalls": [
    { "names": ["chmod", "fchmodat", "chmodat"], "action": "SCMP_ACT_ERRNO" }
  ]
}
"#;

const DENY_WRITE: &str = "#include <tunables/global>
profile deny-write flags=(attach_disconnected) {
  #include <abstractions/base>
  file,
  deny /** w,
  mount,
}
";

const POD: &str = "apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec:
  securityContext:
    seccompProfile: {type: Localhost, localhostProfile: profiles/prevent-chmod}
    appArmorProfile: {type: Localhost, localhostProfile: deny-write}
  containers: []
";

const BY_DEFAULT: &[&str] = &["--format", "json", "--exit-zero"];

fn rules(report: &Report) -> Vec<&str> {
    let mut rules: Vec<_> = report.findings.iter().map(Found::rule).collect();
    rules.sort_unstable();
    rules
}

#[test]
fn a_filter_is_known_by_its_content_where_its_folder_hints_at_it() {
    let report =
        Folder::new().and("seccomp/prevent-chmod", PREVENT_CHMOD).scan(BY_DEFAULT).by_default().reports(0);
    let expected =
        ["lsm/seccomp-allows-by-default", "lsm/seccomp-sibling-missing", "lsm/seccomp-unknown-syscall"];
    assert_eq!(rules(&report), expected);
    let sibling = report.findings.iter().find(|finding| finding.rule().ends_with("sibling-missing")).unwrap();
    assert_eq!(sibling.0["evidence"][0]["seen"], "chmod, but not fchmod, fchmodat2");
    assert_eq!(sibling.0["subject"]["type"], "profile");
    assert_eq!(sibling.0["locations"][0]["line"], 4);
    let unknown = report.findings.iter().find(|finding| finding.rule().ends_with("unknown-syscall")).unwrap();
    assert_eq!(unknown.0["evidence"][0]["seen"], "chmodat (fchmodat?)");
}

#[test]
fn policy_is_known_by_its_content_and_other_files_of_that_name_are_passed_over() {
    let folder =
        Folder::new().and("node/deny-write.profile", DENY_WRITE).and("home/x.profile", "export A=1\n");
    let report = folder.scan(BY_DEFAULT).by_default().reports(0);
    assert_eq!(rules(&report), ["lsm/app-armor-escape-allowed"]);
    let subject = &report.findings[0].0["subject"];
    assert_eq!((subject["name"].as_str(), subject["field"].as_str()), (Some("deny-write"), Some("mount")));
    assert_eq!(report.findings[0].0["locations"][0]["line"], 6);
    let summary = &report.all["summary"];
    assert_eq!((summary["profiles"].as_u64(), summary["filesExamined"].as_u64()), (Some(1), Some(1)));
    // Nothing but a script of a shell is nothing to look at, secrets aside.
    Folder::new().and("home/x.profile", "export A=1\n").scan(&["--pack", "restricted"]).by_default().exits(3);
    // A profile without a fault is something.
    Folder::new().and("a.apparmor", "profile a {\n  network inet,\n}\n").scan(&[]).by_default().exits(0);
}

#[test]
fn broken_policy_is_told_with_its_place() {
    let report =
        Folder::new().and("a.apparmor", "profile a {\n  mount\n}\n").scan(BY_DEFAULT).by_default().reports(0);
    assert_eq!(rules(&report), ["manifest/not-analysed"]);
    let finding = &report.findings[0].0;
    assert_eq!(
        (&finding["locations"][0]["line"], &finding["locations"][0]["column"]),
        (&2.into(), &3.into())
    );
    assert!(
        finding["evidence"][0]["text"].as_str().unwrap().contains("does not end in a comma"),
        "{finding}"
    );
}

#[test]
fn a_pod_knows_the_profiles_that_are_scanned_with_it() {
    let config = "version: 1\npersona: pedantic\npacks: []\nrules:\n  lsm/localhost-profile-missing: {enabled: true}\n";
    let folder = Folder::new().and("pod.yaml", POD).and("sekimori.yaml", config);
    let report = folder.scan(BY_DEFAULT).by_default().reports(0);
    assert_eq!(rules(&report), ["lsm/localhost-profile-missing"; 2]);
    let folder = folder.and("seccomp/prevent-chmod.json", PREVENT_CHMOD).and("node/x.profile", DENY_WRITE);
    assert_eq!(rules(&folder.scan(BY_DEFAULT).by_default().reports(0)), Vec::<&str>::new());
}

#[test]
fn a_waiver_of_the_configuration_reaches_a_profile() {
    let waiver = "version: 1\nwaivers:\n  - rule: lsm/app-armor-escape-allowed\n    subject: 'profile:*/deny-write/mount'\n    \
                  reason: agreed in review\n    owner: team-a\n    expires: 2099-01-01\n";
    let folder = Folder::new().and("node/deny-write.profile", DENY_WRITE).and("sekimori.yaml", waiver);
    let report = folder.scan(BY_DEFAULT).by_default().reports(0);
    assert_eq!(report.findings[0].0["outcome"], "waived", "{}", report.findings[0].0);
}

#[test]
fn a_profile_file_is_repaired_like_an_object() {
    let folder = Folder::new().and(
        "seccomp/old.json",
        "{\n  \"defaultAction\": \"SCMP_ACT_ERRNO\",\n  \"syscalls\": [\n    {\"name\": \"read\", \"action\": \"SCMP_ACT_ALLOW\"}\n  ]\n}\n",
    );
    let rule = "lsm/seccomp-singular-name";
    let scan = |args: &[&str]| folder.scan(args).by_default();
    assert!(scan(&["--format", "table", "--exit-zero"]).exits(0).out.contains(rule));
    let left = scan(&["--fix", "--unsafe-fixes", "--exit-zero", "--format", "table"]).exits(0).out;
    assert!(!left.contains(rule), "{left}");
    let text = std::fs::read_to_string(folder.join("seccomp/old.json")).expect("the profile");
    assert!(text.contains("\"names\""), "{text}");
}
