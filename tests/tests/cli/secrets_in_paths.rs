//! A file or a folder that is called like a secret: no output of any command shows it.

use std::fmt::Write as _;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_at, unborn};
use crate::planted::{Forbidden, token};
use crate::program::sekimori;

const MANIFEST: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostNetwork: true\n  containers:\n    \
                        - name: a\n      image: a:latest\n      securityContext: {privileged: true}\n";
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"log\"\nversion = \"0.4.20\"\n\
                    source = \"registry+https://github.com/rust-lang/crates\u{2e}io-index\"\n";

#[test]
fn no_output_shows_a_token_by_a_path() {
    let (dir, file) = (token(1), token(2));
    let inside = |name: &str| format!("{dir}/{file}{name}");
    let folder = unborn(Folder::new())
        .and(&inside(".yaml"), MANIFEST)
        .and(&inside("-broken.yaml"), "a: [b\n  c: {d\n")
        .and(&inside(".Dockerfile"), "FROM a\n")
        .and(&inside(".py"), format!("t = '{}'\n", token(3)))
        .and(&inside(".zip"), b"PK\x03\x04 and no more")
        .and(&format!("{dir}/Cargo.lock"), LOCK)
        .and(&format!("{dir}/package-lock.json"), "{ broken");
    commit_at(folder.path(), 1);
    let forbidden = Forbidden::default().and(&dir, 4).and(&file, 4).and(&token(3), 4);
    let formats = ["terminal", "table", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"];
    let mut calls: Vec<Vec<&str>> = Vec::new();
    for format in formats {
        for command in [&["scan"][..], &["secrets"], &["secrets", "--history"]] {
            calls.push([command, &["--now", TODAY, "--persona", "auditor", "--format", format]].concat());
        }
    }
    let within = folder.path().join(&dir);
    let (within, gone) = (within.display().to_string(), format!("{dir}/nothing"));
    calls.extend([
        vec!["scan", &within],
        vec!["secrets", &within],
        vec!["scan", &gone],
        vec!["secrets", "--config", &gone],
        vec!["scan", "--baseline", &gone],
        vec!["scan", "--diff"],
        vec!["sbom", "."],
        vec!["sbom", &within, "--format", "spdx"],
        vec!["deps", "tree", "log", "."],
        vec!["deps", "tree", "log", ".", "--format", "json"],
        vec!["image", &gone],
        vec!["hook", "audit"],
        vec!["config", "check", &gone],
    ]);
    let mut faults = String::new();
    for call in calls {
        let run = sekimori(&call).from(folder.path()).run();
        for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
            if let Some(part) = forbidden.first_in(text) {
                let line = text.lines().find(|line| line.contains(part)).unwrap_or_default();
                let _ = writeln!(faults, "{call:?}: {stream}: {line}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn no_output_shows_the_password_of_an_address_that_became_a_folder() {
    let password = ["hunter", "7xq"].concat();
    let dir = format!("https:/ci:{password}@h.example");
    let folder = Folder::new()
        .and(&format!("{dir}/a.yaml"), MANIFEST)
        .and(&format!("{dir}/Cargo.lock"), LOCK)
        .and(&format!("{dir}/package-lock.json"), "{ broken");
    let mut faults = String::new();
    for call in [
        &["scan", "."][..],
        &["scan", ".", "--format", "sarif"],
        &["image", "rootfs:.", "--format", "json"],
        &["sbom", "."],
        &["sbom", ".", "--format", "spdx"],
        &["deps", "."],
        &["deps", "tree", "log", "."],
    ] {
        let run = sekimori(call).from(folder.path()).run();
        assert_ne!(run.code, Some(64), "{call:?}: {}", run.err);
        for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
            if let Some(line) = text.lines().find(|line| line.contains(&password)) {
                let _ = writeln!(faults, "{call:?}: {stream}: {line}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
