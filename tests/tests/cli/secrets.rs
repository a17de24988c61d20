//! No value of a Secret reaches any output, whatever stands next to it.

use serde_json::json;

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::manifest::shared;
use crate::planted::{Forbidden, token};
use crate::program::sekimori;
use crate::report::FORMATS;

const PLANTED: &str = "hunter2-correct-horse-battery";
/// The same in Base64.
const ENCODED: &str = "aHVudGVyMi1jb3JyZWN0LWhvcnNlLWJhdHRlcnk=";

/// Secrets beside, above, around and after violations, in good and in broken documents.
fn folder() -> Folder {
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{password: {PLANTED}}}\ndata: {{password: {ENCODED}}}\n"
    );
    let variable = format!("image: x\n      env:\n        - name: PASSWORD\n          value: {PLANTED}\n");
    let in_env = shared("env").replace("image: registry.example/web:1\n", &variable);
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Secret, stringData: {{p: {PLANTED}}}}}\n- {{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{hostNetwork: true, containers: []}}}}\n"
    );
    Folder::with(format!("{}---\n{secret}---\n{}", shared("before"), shared("after")))
        .and("env.yaml", in_env)
        .and("list.yaml", list)
        .and("duplicate.yaml", secret.replace("stringData:", "stringData: {a: 1}\nstringData:"))
        .and("broken.yaml", format!("{secret}broken: ]\n"))
        .and("unclosed.yaml", format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: \"{PLANTED}\n"))
        .and("tag.yaml", format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: !odd!x {PLANTED}\n"))
        .and("alias.yaml", format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: *{PLANTED}\n"))
        .and(
            "escape.yaml",
            format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: \"\\{PLANTED}\"\n"),
        )
        .and(
            "lenient.yaml",
            format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: \"{PLANTED}\n x\"\n"),
        )
        .and("colon.yaml", format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: {PLANTED}: x\n"))
        .and("behind.yaml", format!("apiVersion: v1\nkind: Secret\nstringData:\n  password: '{PLANTED}' x\n"))
        .and(
            "flow.json",
            format!("{{\"apiVersion\": \"v1\", \"stringData\": {{\"p\": \"{PLANTED}\" \"x\"}}}}\n"),
        )
        .and(
            "applied.yaml",
            secret.replace(
                "{name: s}",
                &format!(
                    "{{name: s, annotations: {{applied: '{PLANTED}', waive.sekimori.dev/x: '{PLANTED}'}}}}"
                ),
            ),
        )
}

#[test]
fn no_format_writes_the_value_of_a_secret() {
    let folder = folder();
    for format in FORMATS {
        for lang in ["en", "ja"] {
            let run = folder.scan(&["--format", format, "--lang", lang, "--show-waived"]).exits(1);
            for (stream, text) in [("standard output", &run.out), ("standard error", &run.err)] {
                let leak = text.lines().find(|line| line.contains(PLANTED) || line.contains(ENCODED));
                assert_eq!(leak, None, "{format} {lang}, {stream}");
            }
        }
    }
}

#[test]
fn the_folder_of_this_test_has_violations_next_to_its_secrets() {
    let report = folder().report(&[]);
    let paths: Vec<&str> = report.violations().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["app.yaml", "app.yaml", "env.yaml", "list.yaml"]);
    let broken = [
        "alias.yaml",
        "behind.yaml",
        "broken.yaml",
        "colon.yaml",
        "escape.yaml",
        "flow.json",
        "tag.yaml",
        "unclosed.yaml",
    ];
    assert_eq!(report.not_analysed(), broken.map(|path| (path, "malformed")));
    assert_eq!(report.note_codes(), ["waiver-invalid", "duplicate-key", "lenient-parse"]);
}

#[test]
fn the_line_of_a_finding_does_not_show_a_secret_that_stands_on_it() {
    let text = format!(
        "apiVersion: v1\nkind: List\nitems: [{{apiVersion: v1, kind: Secret, stringData: {{p: {PLANTED}}}}}, {{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{hostNetwork: true, containers: []}}}}]\n"
    );
    let run = Folder::with(text).scan(&[]).exits(1);
    assert!(!run.out.contains(PLANTED), "{}", run.out);
}

#[test]
fn a_file_that_is_called_like_a_secret_is_shown_by_what_is_left_of_its_name() {
    let name = format!("d/{}/x.py", token(3));
    let folder = Folder::new().and(&name, format!("t = '{}'\n", token(3)));
    for format in ["terminal", "json", "sarif", "html", "junit", "github", "gitlab"] {
        let run = sekimori(&["secrets", ".", "--format", format]).from(folder.path()).exits(1);
        Forbidden::default().and(&token(3), 4).is_not_in(format, &format!("{}{}", run.out, run.err));
        assert!(run.out.contains("x.py"), "{format}: {}", run.out);
    }
}

#[test]
fn a_label_that_is_a_secret_is_not_published_with_the_bill() {
    let folder = Folder::new();
    let config = json!({ "Labels": { "build-token": token(4), "title": "shop" } });
    layout(&folder.join("image"), &config, &["COPY . /"], vec![LayerTar::new().file("hello", "hello")]);
    let reference = format!("oci:{}", folder.join("image").display());
    for format in ["cyclonedx", "spdx"] {
        let run = sekimori(&["sbom", &reference, "--no-cache", "--format", format]).run();
        Forbidden::default().and(&token(4), 4).is_not_in(format, &run.out);
        assert!(run.out.contains("build-token") && run.out.contains("shop"), "{format}: {}", run.out);
    }
}
