//! How manifests are written.

use crate::faults::assert_none;
use crate::workspace::{files, read};

/// The lines of a manifest that name a dependency, each with the table that it stands in.
fn dependencies(text: &str) -> Vec<(&str, &str)> {
    let mut table = "";
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name;
        } else if table.ends_with("dependencies") && !line.is_empty() && !line.starts_with('#') {
            found.push((table, line));
        }
    }
    found
}

fn manifests() -> Vec<String> {
    let is_member = |name: &String| {
        let folder = name.strip_suffix("/Cargo.toml");
        folder.is_some_and(|folder| {
            folder == "tests" || folder.matches('/').count() == 1 && folder.starts_with("crates/")
        })
    };
    files().into_iter().filter(is_member).collect()
}

#[test]
fn versions_stand_in_the_root_manifest_only() {
    let mut faults = Vec::new();
    for name in manifests() {
        for (table, line) in dependencies(&read(&name)) {
            if !line.contains("workspace = true") || line.contains("version") {
                faults.push(format!("{name}, [{table}]: {line}"));
            }
        }
    }
    let remedy =
        "write `name = { workspace = true }`, on one line, and the version into [workspace.dependencies]";
    assert_none("Versions stand in the root manifest only", remedy, &faults);
}

#[test]
fn default_features_are_off() {
    let text = read("Cargo.toml");
    let all = dependencies(&text);
    let is_room = |line: &str| line.contains("path = \"crates/");
    let plain = all.iter().filter(|(_, line)| !is_room(line) && !line.contains("default-features = false"));
    let faults: Vec<_> = plain.map(|(_, line)| format!("Cargo.toml: {line}")).collect();
    let remedy = "write `default-features = false` and the features that are needed, on one line";
    assert_none("Features of outside crates are asked for one by one", remedy, &faults);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    // Those who may write unsafe code say all lints themselves, and each is that of the workspace but for this one.
    let root = read("Cargo.toml");
    let all = root.split("\n[profile.").next().and_then(|text| text.split_once("[workspace.lints.rust]"));
    let all = format!("\n[lints.rust]{}", all.map_or("", |(_, lints)| lints).trim_end());
    let own = all.replace("[workspace.lints", "[lints").replace("\"forbid\"", "\"deny\"");
    let may_be_unsafe = |name: &str| name.ends_with("crates/supply/Cargo.toml");
    let says = |name: &String| {
        let text = read(name);
        text.contains("\n[lints]\nworkspace = true\n") || may_be_unsafe(name) && text.contains(&own)
    };
    let faults: Vec<_> = manifests().into_iter().filter(|name| !says(name)).collect();
    assert_none("Every crate takes the workspace's lints", "add `[lints]` and `workspace = true`", &faults);
}
