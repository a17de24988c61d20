//! The promise of CONTRIBUTING.md: a rule is one file and one fixture, and nothing else is touched.
//!
//! A copy of the repository gets the two files that the page shows, and is built and asked for the rule. The copy keeps
//! its place below the target folder, so that later runs build little.
#![expect(clippy::disallowed_methods, reason = "the test copies and reads files of the repository")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A file that CONTRIBUTING.md shows: its path and its text.
struct Shown {
    path: String,
    text: String,
}

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package `tests` stands in the repository").to_path_buf()
}

/// The fenced blocks whose first line says `file=PATH`.
fn shown(page: &str) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(path) =
            line.strip_prefix("```").and_then(|rest| rest.split_once("file=")).map(|(_, path)| path)
        else {
            continue;
        };
        let mut text = String::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            text.push_str(line);
            text.push('\n');
        }
        found.push(Shown { path: path.trim().to_owned(), text });
    }
    found
}

/// The files that git knows or would take.
fn files(root: &Path) -> BTreeSet<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("file names of the house are UTF-8");
    names.split_terminator('\0').filter(|name| root.join(name).is_file()).map(str::to_owned).collect()
}

/// Makes `copy` hold the files of the repository and those that the page shows, and nothing else.
fn mirror(root: &Path, copy: &Path, files: &BTreeSet<String>, shown: &[Shown]) {
    for name in files {
        let bytes = fs::read(root.join(name)).expect("a file of the repository can be read");
        put(copy, name, &bytes);
    }
    let mut all = files.clone();
    for file in shown {
        put(copy, &file.path, file.text.as_bytes());
        all.insert(file.path.clone());
    }
    remove_others(copy, copy, &all);
}

/// Writes a file, unless it is right already: then it keeps its time, and cargo has nothing to build.
fn put(copy: &Path, name: &str, bytes: &[u8]) {
    let to = copy.join(name);
    if fs::read(&to).is_ok_and(|old| old == bytes) {
        return;
    }
    fs::create_dir_all(to.parent().expect("a file stands in a folder")).expect("a folder can be made");
    fs::write(&to, bytes).expect("a file can be written");
}

fn remove_others(folder: &Path, copy: &Path, files: &BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the copy can be listed") {
        let path = entry.expect("an entry of it can be read").path();
        if path.is_dir() {
            remove_others(&path, copy, files);
            continue;
        }
        let name =
            path.strip_prefix(copy).expect("it stands in the copy").to_string_lossy().replace('\\', "/");
        if !files.contains(&name) {
            fs::remove_file(&path).expect("a file of an earlier run can be removed");
        }
    }
}

/// Runs cargo in the copy, with a target folder of its own.
fn cargo(copy: &Path, args: &[&str]) -> Output {
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder stands in the target folder");
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(args)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target.join("new-rule"))
        // Not shared with the checkout: cargo would take the copy's rooms for the checkout's, they differ in nothing
        // but their place.
        .env_remove("CARGO_BUILD_BUILD_DIR")
        .output()
        .expect("cargo can be started")
}

/// The standard output of a command that must succeed.
fn said(output: &Output, what: &str) -> String {
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what} failed ({}):\n{out}\n{errors}", output.status);
    out.into_owned()
}

#[test]
fn a_rule_added_as_contributing_tells_touches_one_file_and_one_fixture() {
    let root = root();
    let page = fs::read_to_string(root.join("CONTRIBUTING.md")).expect("CONTRIBUTING.md can be read");
    let shown = shown(&page);
    let paths: Vec<&str> = shown.iter().map(|file| file.path.as_str()).collect();
    let [rule, fixture] = paths.as_slice() else {
        panic!("CONTRIBUTING.md shows {paths:?}, not one file and one fixture")
    };
    let id = rule.strip_prefix("crates/catalog/src/rules/").and_then(|rest| rest.strip_suffix(".rs"));
    let id = id.unwrap_or_else(|| panic!("{rule} is not the path of a rule"));
    assert_eq!(*fixture, format!("crates/catalog/fixtures/{id}.yaml"), "the fixture is named for the rule");

    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-rule");
    let files = files(&root);
    assert!(!files.contains(*rule) && !files.contains(*fixture), "{id} exists already: show another rule");
    mirror(&root, &copy, &files, &shown);

    let locked = ["--offline", "--locked", "-q"];
    let tests = [&["test"], &locked[..], &["-p", "sekimori-catalog", "--test", "fixtures"]].concat();
    said(&cargo(&copy, &tests), "the test of fixtures with the new rule");

    let run = |args: &[&str]| {
        let all = [&["run"], &locked[..], &["-p", "sekimori", "--"], args].concat();
        said(&cargo(&copy, &all), &args.join(" "))
    };
    let list: Value = serde_json::from_str(&run(&["rules", "list", "--format", "json"])).expect("it is JSON");
    let rules = list["rules"].as_array().expect("the list has `rules`");
    let listed = rules.iter().find(|rule| rule["id"] == id).unwrap_or_else(|| panic!("{id} is not listed"));
    let title = |lang: &str| listed["title"][lang].as_str().unwrap_or_default().to_owned();
    for lang in ["en", "ja"] {
        let text = run(&["rules", "show", id, "--lang", lang]);
        assert!(!title(lang).is_empty() && text.contains(&title(lang)), "rules show --lang {lang}: {text}");
    }
}
