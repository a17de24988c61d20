//! What `--fix` must not turn into something else: profiles that annotations ask for, and pods on Windows.

use std::fs;

use crate::folder::Folder;

const KEY: &str = "seccomp.security.alpha.kubernetes.io/pod";

/// A pod with an annotation, after its repair.
fn annotated(value: &str, args: &[&str]) -> String {
    let folder = Folder::with(format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    {KEY}: {value}\nspec:\n  containers:\n    - name: \
         a\n      image: registry.example/a:1\n"
    ));
    folder.scan(&[&["--fix", "--exit-zero"], args].concat()).by_default().exits(0);
    fs::read_to_string(folder.join("app.yaml")).expect("the file is there")
}

#[test]
fn the_profile_of_an_annotation_is_written_once_and_nothing_over_it() {
    let safe = annotated("localhost/x.json", &[]);
    assert!(safe.contains(KEY) && !safe.contains("seccompProfile"), "{safe}");
    let all = annotated("localhost/x.json", &["--unsafe-fixes"]);
    assert!(all.contains("localhostProfile: x.json") && !all.contains(KEY), "{all}");
    assert!(!all.contains("RuntimeDefault"), "it would win over the pod's: {all}");
    let runtime = annotated("runtime/default", &[]);
    assert_eq!(runtime.matches("seccompProfile").count(), 1, "{runtime}");
    assert!(
        runtime.contains("\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n"),
        "{runtime}"
    );
}

#[test]
fn who_wanted_no_profile_gets_none_without_asking() {
    let safe = annotated("unconfined", &[]);
    assert!(safe.contains(KEY) && !safe.contains("seccompProfile"), "{safe}");
    let all = annotated("unconfined", &["--unsafe-fixes"]);
    assert!(!all.contains(KEY) && all.contains("type: RuntimeDefault"), "{all}");
}

#[test]
fn a_pod_that_a_selector_sends_to_windows_gets_nothing_of_linux() {
    let pod = |system: &str| {
        let folder = Folder::with(format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    \
             container.apparmor.security.beta.kubernetes.io/a: localhost/nope\nspec:\n  nodeSelector: {{kubernetes.io/os: \
             {system}}}\n  securityContext:\n    seLinuxOptions: {{user: x}}\n    sysctls: [{{name: kernel.msgmax, value: \"1\"}}]\n  \
             containers:\n    - name: a\n      image: registry.example/a:1\n      securityContext:\n        capabilities: {{add: \
             [NET_ADMIN]}}\n"
        ));
        let args = ["--fix", "--unsafe-fixes", "--persona", "auditor", "--format", "json", "--exit-zero"];
        let report = folder.scan(&args).by_default().reports(0);
        let rules: Vec<String> = report.findings.iter().map(|found| found.rule().to_owned()).collect();
        (fs::read_to_string(folder.join("app.yaml")).unwrap(), rules)
    };
    let of_linux =
        ["allowPrivilegeEscalation", "drop:", "readOnlyRootFilesystem", "seccompProfile", "appArmorProfile"];
    let (windows, left) = pod("windows");
    for field in of_linux {
        assert!(!windows.contains(field), "{field} in {windows}");
    }
    for kept in ["seLinuxOptions: {user: x}", "kernel.msgmax", "[NET_ADMIN]", "localhost/nope"] {
        assert!(windows.contains(kept), "no {kept} in {windows}");
    }
    assert!(left.iter().all(|rule| !rule.starts_with("lsm/")), "{left:?}");
    assert!(left.contains(&"pod-security/capabilities-not-dropped".to_owned()), "{left:?}");
    let (linux, _) = pod("linux");
    for field in of_linux {
        assert!(linux.contains(field), "{field} in {linux}");
    }
}
