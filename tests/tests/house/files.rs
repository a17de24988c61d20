//! What holds for every file, whatever room it stands in.

use std::path::Path;
use std::process::Command;

use crate::faults::assert_none;
use crate::workspace::{files, files_ending, read, read_text, root};

/// A file does one thing: aim at 150 lines, think at 400, split at 800.
const MAX_LINES: usize = 800;

/// Names that say nothing.
const NAMELESS: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

/// Hosts of package registries, without their last part: which registry is asked is for who builds to say.
const REGISTRIES: &[(&str, &str)] = &[
    ("crates", "io"),
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "com"),
    ("npmjs", "org"),
    ("yarnpkg", "com"),
    ("rubygems", "org"),
    ("proxy.golang", "org"),
    ("maven.apache", "org"),
    ("deb.debian", "org"),
    ("security.debian", "org"),
    ("archive.ubuntu", "com"),
    ("nuget", "org"),
    ("packagist", "org"),
];

/// Files of others, and data that tests read: there the words of the outside world stand as they are.
fn is_ours(name: &str) -> bool {
    name != "LICENSE"
        && !name.ends_with("Cargo.lock")
        && !name.contains("/fixtures/")
        && !name.contains("/testdata/")
}

/// The text files that are ours, with their names.
fn texts() -> impl Iterator<Item = (String, String)> {
    let ours = files().into_iter().filter(|name| is_ours(name));
    ours.filter_map(|name| read_text(&name).map(|text| (name, text)))
}

#[test]
fn no_file_of_code_is_too_long() {
    let lengths = files_ending(".rs").into_iter().map(|name| (read(&name).lines().count(), name));
    let long = lengths.filter(|(lines, _)| *lines > MAX_LINES);
    let faults: Vec<_> = long.map(|(lines, name)| format!("{name} has {lines} lines")).collect();
    assert_none("A file does one thing", "split it, and name each part for what it does", &faults);
}

#[test]
fn every_module_is_named_for_what_it_does() {
    let is_nameless = |name: &String| {
        let stem = name.strip_suffix(".rs").unwrap_or(name);
        stem.split('/').any(|part| NAMELESS.contains(&part))
    };
    let faults: Vec<_> = files_ending(".rs").into_iter().filter(is_nameless).collect();
    assert_none("A module is named for what it does", "name the thing", &faults);
}

#[test]
fn all_code_is_formatted() {
    // `cargo fmt` follows `mod` and so misses what the catalog's build script includes.
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let output = Command::new(rustfmt)
        .args(["--check", "-l", "--edition", "2024", "--config-path"])
        .arg(root())
        .args(files_ending(".rs"))
        .current_dir(root())
        .output()
        .expect("rustfmt can be started: install the toolchain's component `rustfmt`");
    let listed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let root = root();
    let relative =
        |line: &str| Path::new(line).strip_prefix(&root).map_or(line.into(), |p| p.display().to_string());
    let mut faults: Vec<String> =
        listed.lines().map(relative).chain(errors.lines().map(str::to_owned)).collect();
    // A module is reported once by its own name and once for each file above it.
    faults.sort();
    faults.dedup();
    let remedy = "rustfmt --edition 2024 --config-path . $(git ls-files -co --exclude-standard '*.rs')";
    assert_none("All code is formatted", remedy, &faults);
    assert!(output.status.success(), "rustfmt failed and says nothing");
}

#[test]
fn nothing_is_left_to_do_without_an_issue() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let mut faults = Vec::new();
    // What others published stays as it is.
    for (name, text) in texts().filter(|(name, _)| !name.starts_with("tests/tests/schemas/")) {
        for (index, line) in text.lines().enumerate() {
            let left = words.iter().any(|word| {
                line.match_indices(word)
                    .any(|(at, _)| is_word(line, at, word.len()) && !has_issue(&line[at + word.len()..]))
            });
            if left {
                faults.push(format!("{name}:{}", index + 1));
            }
        }
    }
    assert_none("What is left to do has an issue", "do it, or write the number behind it: `(#12)`", &faults);
}

fn is_word(line: &str, at: usize, len: usize) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !joins(line[..at].chars().next_back()) && !joins(line[at + len..].chars().next())
}

/// Tells whether the text begins with an issue's number in brackets.
fn has_issue(rest: &str) -> bool {
    let number = rest.strip_prefix("(#").and_then(|rest| rest.split_once(')')).map(|(number, _)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn no_registry_is_named() {
    let hosts: Vec<String> = REGISTRIES.iter().map(|(host, end)| format!("{host}.{end}")).collect();
    let mut faults = Vec::new();
    for (name, text) in texts() {
        for (index, line) in text.lines().enumerate() {
            let named = hosts.iter().find(|host| line.contains(host.as_str()));
            faults.extend(named.map(|host| format!("{name}:{}: {host}", index + 1)));
        }
    }
    let remedy = "name the package; which registry it comes from is set where it is built";
    assert_none("No host of a package registry is named", remedy, &faults);
}

#[test]
fn no_path_of_a_machine_is_named() {
    let home = std::env::var("HOME").unwrap_or_default();
    let cargo_home = std::env::var("CARGO_HOME").unwrap_or_else(|_| format!("{home}/.cargo"));
    let here = [root().display().to_string(), home, cargo_home];
    // A path of one part, such as /src or /root, stands in manifests and images for good reasons.
    let here: Vec<String> = here.into_iter().filter(|path| path.matches('/').count() > 1).collect();
    let known = [concat!("/home/", "runner/"), concat!("/Us", "ers/"), concat!("C:\\Us", "ers\\")];
    let mut faults = Vec::new();
    for (name, text) in texts() {
        for (index, line) in text.lines().enumerate() {
            let paths = here.iter().map(String::as_str).chain(known);
            let found = paths.into_iter().find(|path| line.contains(path));
            faults.extend(found.map(|path| format!("{name}:{}: {path}", index + 1)));
        }
    }
    assert_none("No path of a machine is named", "write it relative to the repository", &faults);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut faults = Vec::new();
    for name in files_ending(".md").into_iter().filter(|name| is_ours(name)) {
        let text = read(&name);
        let folder = Path::new(&name).parent().unwrap_or(Path::new(""));
        for rest in text.split("](").skip(1) {
            let target = rest.split([')', '#', ' ']).next().unwrap_or_default();
            let is_outside = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !is_outside && !root().join(folder).join(target).exists() {
                faults.push(format!("{name}: {target}"));
            }
        }
    }
    assert_none(
        "A link between documents leads somewhere",
        "mend the link, relative to its document",
        &faults,
    );
}
