//! A token that stands where a name or a remark is expected: owners, labels, namespaces, references of images, addresses of
//! packages, waivers. No output of any command shows it.

use std::fmt::Write as _;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, unborn};
use crate::planted::{Forbidden, token};
use crate::program::sekimori;

/// The places; each has a token of its own.
const PLACES: u64 = 24;

fn manifest(t: &dyn Fn(u64) -> String) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: {namespace}\n  \
         labels: {{team: {team}, {label}: x}}\n  annotations: {{contact: {contact}, {annotation}: y}}\nspec:\n  \
         selector: {{matchLabels: {{app: {app}}}}}\n  template:\n    metadata: {{labels: {{app: {app}}}}}\n    spec:\n      \
         hostNetwork: true\n      serviceAccountName: {account}\n      containers:\n        - name: {container}\n          \
         image: registry.internal/{repository}:{tag}\n          env: [{{name: {variable}, value: {value}}}]\n          \
         volumeMounts: [{{name: v, mountPath: /{mount}}}]\n          securityContext: {{privileged: true}}\n      \
         volumes: [{{name: v, hostPath: {{path: /var/{host}}}}}]\n",
        name = t(1),
        namespace = t(2),
        team = t(3),
        label = t(4),
        contact = t(5),
        annotation = t(6),
        app = t(7),
        account = t(8),
        container = t(9),
        repository = t(10),
        tag = t(11),
        variable = t(12),
        value = t(13),
        mount = t(14),
        host = t(15),
    )
}

fn lockfile(t: &dyn Fn(u64) -> String) -> String {
    format!(
        r#"{{"name": "{}", "version": "1.0.0", "lockfileVersion": 3, "packages": {{
  "": {{"name": "shop", "version": "1.0.0", "dependencies": {{"log": "^1.0.0"}}}},
  "node_modules/log": {{"version": "1.0.0", "license": "{}",
    "resolved": "https://ci:{}@packages.internal/log/-/log-1.0.0.tgz?t={}"}}
}}}}"#,
        t(16),
        t(17),
        t(18),
        t(19)
    )
}

fn dockerfile(t: &dyn Fn(u64) -> String) -> String {
    format!(
        "FROM registry.internal/{0}:latest AS {0}\nLABEL owner={1}\nUSER root\nRUN sudo curl http://h/{1}\n",
        t(20),
        t(21)
    )
}

fn config(t: &dyn Fn(u64) -> String) -> String {
    format!(
        "version: 1\nwaivers:\n  - rule: pod-security/*\n    path: \"*.yaml\"\n    reason: as {} says\n    owner: {}\n    \
         approver: {}\n    expires: 2099-12-31\n",
        t(22),
        t(23),
        t(24)
    )
}

#[test]
fn no_output_shows_a_token_by_a_field() {
    let owner = token(PLACES + 1);
    let t = |place: u64| token(place);
    let folder = unborn(Folder::new())
        .and("app.yaml", manifest(&t))
        .and("waived/app.yaml", manifest(&t))
        .and("Dockerfile", dockerfile(&t))
        .and("package-lock.json", lockfile(&t))
        .and("CODEOWNERS", format!("* @org/{owner}\n"))
        .and("other.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n  containers: [{name: a, image: a}]\n")
        .and("sekimori.yaml", config(&t));
    commit_at(folder.path(), 1);
    let mut forbidden = Forbidden::default();
    for place in 1..=PLACES + 1 {
        forbidden = forbidden.and(&token(place), 4);
    }
    let formats = ["terminal", "table", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"];
    let mut calls: Vec<Vec<&str>> = Vec::new();
    for format in formats {
        for command in [&["scan"][..], &["secrets"], &["secrets", "--history"]] {
            calls.push([command, &["--now", TODAY, "--persona", "auditor", "--format", format]].concat());
        }
        calls.push(vec!["scan", "--now", TODAY, "--show-waived", "--format", format]);
        calls.push(vec!["scan", "other.yaml", "--now", TODAY, "--format", format]);
        calls.push(vec!["scan", "--now", TODAY, "--owner", &owner, "--format", format]);
    }
    calls.extend([
        vec!["scan", "--diff", "--now", TODAY],
        vec!["scan", "--lang", "ja", "--now", TODAY],
        vec!["deps", "."],
        vec!["sbom", "."],
        vec!["sbom", ".", "--format", "spdx"],
        vec!["deps", "tree", "log", "."],
        vec!["deps", "tree", "log", ".", "--format", "json"],
        vec!["config", "show"],
        vec!["config", "check"],
        vec!["base-images", "."],
        vec!["base-images", ".", "--format", "json"],
    ]);
    let mut faults = String::new();
    for call in calls {
        let run = sekimori(&call).from(folder.path()).run();
        assert!(run.code != Some(64), "{call:?}: {}", run.err);
        for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
            if let Some(part) = forbidden.first_in(text) {
                let line = text.lines().find(|line| line.contains(part)).unwrap_or_default();
                let at = line.find(part).unwrap_or_default();
                let from = line.floor_char_boundary(at.saturating_sub(90));
                let _ =
                    writeln!(faults, "{call:?}: {stream}: {}", &line[from..line.ceil_char_boundary(at + 30)]);
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
