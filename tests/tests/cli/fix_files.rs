//! `--fix` on the modes of a Secret's files: written as people write them, and never so that nobody can read.

use std::fs;

use crate::folder::Folder;

const READABLE: &str = "secret/world-readable";

fn pod(name: &str, security: &str, volume: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  securityContext: {security}\n  containers:\n    - name: \
         web\n      image: registry.example/web:1\n      volumeMounts:\n        - {{name: a, mountPath: /a, readOnly: true}}\n  \
         volumes:\n    - name: a\n      secret:\n{volume}"
    )
}

/// Repairs a pod, and returns it with whether the rule still finds something.
fn repaired(name: &str, text: &str) -> (String, bool) {
    let folder = Folder::new().and(name, text);
    let args = ["--persona", "pedantic", "--fix", "--unsafe-fixes", "--exit-zero", "--format", "json"];
    let left = folder.scan(&args).by_default().reports(0);
    let is_left = left.violations().iter().any(|(_, rule)| *rule == READABLE);
    (fs::read_to_string(folder.join(name)).expect("a file"), is_left)
}

#[test]
fn the_group_of_the_pod_keeps_reading() {
    let before =
        pod("a", "{runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001}", "        secretName: a\n");
    let (after, is_left) = repaired("app.yaml", &before);
    assert!(after.contains("        secretName: a\n        defaultMode: 0440\n"), "{after}");
    assert!(!is_left, "{after}");
    let json = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"securityContext": {"fsGroup": 1},
      "containers": [{"name": "a", "image": "registry.example/web:1",
        "volumeMounts": [{"name": "a", "mountPath": "/a", "readOnly": true}]}],
      "volumes": [{"name": "a", "secret": {"secretName": "a", "defaultMode": 420}}]}}"#;
    let (after, is_left) = repaired("app.json", json);
    assert!(after.contains(r#""defaultMode": 288"#) && !is_left, "JSON has no octal numbers: {after}");
}

#[test]
fn root_keeps_reading_and_running() {
    let before = pod("a", "{runAsUser: 0}", "        secretName: a\n        defaultMode: 0755 # scripts\n");
    let (after, is_left) = repaired("app.yaml", &before);
    assert!(after.contains("        defaultMode: 0500 # scripts\n"), "{after}");
    assert!(!is_left, "{after}");
}

#[test]
fn who_would_be_locked_out_is_left_alone() {
    let volume = "        secretName: a\n        defaultMode: 0644\n";
    for security in ["{runAsNonRoot: true}", "{runAsUser: 10001}", "{}"] {
        let (after, is_left) = repaired("app.yaml", &pod("a", security, volume));
        assert!(after.contains(volume), "{security}: {after}");
        assert!(is_left, "{security}: it is still told");
    }
    // One container of several is enough.
    let two = pod("a", "{runAsUser: 0}", volume).replace(
        "  volumes:",
        "    - {name: b, image: registry.example/b:1, securityContext: {runAsUser: 7}}\n  volumes:",
    );
    assert!(repaired("app.yaml", &two).0.contains(volume), "{two}");
}

#[test]
fn an_annotation_that_was_the_only_one_goes_with_its_key() {
    let text = pod("a", "{}", "        secretName: a\n").replace(
        "metadata:\n  name: a\n",
        "metadata:\n  name: a # it\n  annotations:\n    container.apparmor.security.beta.kubernetes.io/web: \
         runtime/default\n",
    );
    let (after, _) = repaired("app.yaml", &text);
    assert!(after.contains("metadata:\n  name: a # it\nspec:\n"), "{after}");
}
