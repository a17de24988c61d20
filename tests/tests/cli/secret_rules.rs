//! What the rules about secrets find is told without the secret.

use crate::folder::Folder;

/// Stands in every value that is planted; no output may have it.
const PLANTED: &str = "hunter2-correct-horse";

/// Values in block and flow style, in lists, in texts and behind options, each on a line that is reported.
fn folder() -> Folder {
    Folder::new()
        .and(
            "secret.yaml",
            format!(
                "apiVersion: v1\nkind: Secret\nmetadata: {{name: block}}\nstringData:\n  password: {PLANTED}\n---\n{{apiVersion: v1, kind: Secret, metadata: {{name: flow}}, stringData: {{password: {PLANTED}}}}}\n"
            ),
        )
        .and(
            "config.yaml",
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: block}}\ndata:\n  password: \"{PLANTED}\"\n  url: postgres://shop:{PLANTED}@db/shop\n  app.ini: |\n    password = {PLANTED}\n---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: flow}}, data: {{password: {PLANTED}}}}}\n"
            ),
        )
        .and(
            "pod.yaml",
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n    - name: web\n      image: registry.example/web:1\n      env:\n        - name: PASSWORD\n          value: '{PLANTED}'\n        - {{name: TOKEN, value: {PLANTED}}}\n      command: [web, --password={PLANTED}, --token, {PLANTED}]\n      args:\n        - --api-key\n        - {PLANTED}\n        - postgres://shop:{PLANTED}@db/shop\n    - name: script\n      image: registry.example/web:1\n      command: [sh, -c]\n      args:\n        - |\n          export PASSWORD={PLANTED}\n          sudo web\n"
            ),
        )
}

#[test]
fn secrets_that_are_written_out_are_found() {
    let report = folder().report(&["--pack", "best-practice", "--persona", "auditor"]);
    let mut found = report.violations();
    found.retain(|(_, rule)| rule.starts_with("secret/"));
    found.sort_unstable();
    let times = |path, rule| found.iter().filter(|one| **one == (path, rule)).count();
    assert_eq!(times("secret.yaml", "secret/in-manifest"), 2, "{found:?}");
    assert_eq!(times("config.yaml", "secret/in-config-map"), 4, "{found:?}");
    assert_eq!(times("pod.yaml", "secret/literal-in-environment"), 2, "{found:?}");
    assert_eq!(times("pod.yaml", "secret/in-command"), 5, "{found:?}");
}

#[test]
fn no_report_shows_what_they_are() {
    let folder = folder();
    for format in ["terminal", "table", "json", "sarif"] {
        for lang in ["en", "ja"] {
            let args = ["--pack", "best-practice", "--persona", "auditor"];
            let run = folder.scan(&args).args(&["--format", format, "--lang", lang]).exits(1);
            for (stream, text) in [("standard output", &run.out), ("standard error", &run.err)] {
                let leak = text.lines().find(|line| line.contains(PLANTED));
                assert_eq!(leak, None, "{format} {lang}, {stream}");
            }
        }
    }
}
