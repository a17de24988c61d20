//! `sekimori image`: what layers do to one another, what stands in names, and what is told of layers that lie.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::folder::TODAY;
use crate::image_layout::{LayerTar, layout, rewrite_config};
use crate::planted::{Forbidden, GITHUB, sample, token};
use crate::program::{Program, sekimori};
use crate::registry_server::are_there;
use crate::report::FORMATS;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn image(layout: &Path, args: &[&str]) -> Program {
    let target = format!("oci:{}", layout.display());
    sekimori(&["image", "--now", TODAY, "--pack", "secrets", "--exit-zero"]).arg(target).args(args)
}

fn secrets(layout: &Path, args: &[&str]) -> Vec<Value> {
    let report = image(layout, args).args(&["--format", "json"]).exits(0).json();
    report["findings"].as_array().expect("a list").clone()
}

fn paths<'a>(findings: &'a [Value], rule: &str) -> BTreeSet<&'a str> {
    let of_rule = findings.iter().filter(|one| one["rule"] == rule);
    of_rule.filter_map(|one| one["location"]["path"].as_str()).collect()
}

/// The text of every file below a folder.
fn texts(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        all.extend(if path.is_dir() { texts(&path) } else { fs::read(&path).expect("a file") });
    }
    all
}

#[test]
fn names_targets_and_whiteouts_are_searched_and_never_shown_nor_kept() {
    let folder = folder();
    let (made, cache) = (folder.path().join("made"), folder.path().join("cache"));
    let (name, target, inside) = (token(1), token(2), token(3));
    let below = token(4);
    let layers = vec![
        LayerTar::new().file(&format!("srv/{name}"), "x").file(&format!("opt/{below}/a/b"), "x"),
        LayerTar::new().link("app/link", &format!("../run/{target}")),
        LayerTar::new().file("app/.wh.old", format!("T={inside}\n")).file("app/.wh..wh.own", "left over\n"),
    ];
    layout(&made, &json!({ "User": "1000" }), &["COPY a /", "COPY b /", "RUN c"], layers);
    let cache_flag = cache.display().to_string();
    for round in ["written", "remembered"] {
        let found = secrets(&made, &["--cache-dir", &cache_flag]);
        let paths = paths(&found, GITHUB);
        assert_eq!(paths.len(), 4, "{round}: {found:?}");
        assert!(paths.contains("app/link") && paths.contains("app/.wh.old"), "{round}: {paths:?}");
        let through = |path: &str| {
            let one = found.iter().find(|one| one["location"]["path"] == path).expect("it is found");
            one["evidence"][0]["through"].clone()
        };
        assert_eq!(through("app/link"), json!(["link-target"]));
        assert_eq!(through("app/.wh.old"), Value::Null);
        let not_analysed = found.iter().filter(|one| one["rule"] == "manifest/not-analysed").count();
        assert_eq!(not_analysed, 0, "{found:?}");
    }
    let forbidden = [&name, &target, &inside, &below]
        .into_iter()
        .fold(Forbidden::default(), |all, value| all.and(value, 4));
    forbidden.is_not_in_bytes("the cache", &texts(&cache));
    for format in FORMATS {
        let run = image(&made, &["--format", format]).exits(0);
        forbidden.is_not_in(format, &run.out);
        forbidden.is_not_in(format, &run.err);
    }
    let said = image(&made, &["--format", "terminal"]).exits(0).out;
    assert!(said.contains("the name of the file") && said.contains("what the link leads to"), "{said}");
    let said = image(&made, &["--format", "terminal", "--lang", "ja"]).exits(0).out;
    assert!(said.contains("ファイル名") && said.contains("リンクの指す先"), "{said}");
}

fn umoci(args: &[&str]) {
    let output = Command::new("umoci").args(args).output().expect("umoci");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn of_a_file_whose_first_name_is_taken_away_the_other_name_is_told() {
    if !are_there(&["umoci"]) {
        return;
    }
    let folder = folder();
    let (made, source) = (folder.path().join("made"), folder.path().join("source"));
    fs::create_dir(&source).expect("a folder");
    fs::write(source.join("a"), format!("T={}\n", token(5))).expect("room");
    fs::hard_link(source.join("a"), source.join("b")).expect("another name");
    let made_as = made.display().to_string();
    let tag = format!("{made_as}:t");
    umoci(&["init", "--layout", &made_as]);
    umoci(&["new", "--image", &tag]);
    umoci(&["insert", "--rootless", "--image", &tag, &source.display().to_string(), "/app"]);
    umoci(&["insert", "--rootless", "--image", &tag, "--whiteout", "/app/a"]);
    let found = secrets(&made, &["--no-cache"]);
    let here = found.iter().find(|one| one["rule"] == GITHUB).expect("it is found");
    assert_eq!(here["location"]["path"], "app/b", "{here}");
    let is_gone = |one: &Value| one["type"] == "gone";
    assert!(!here["evidence"].as_array().expect("a list").iter().any(is_gone), "{here}");
    umoci(&["insert", "--rootless", "--image", &tag, "--whiteout", "/app/b"]);
    let found = secrets(&made, &["--no-cache"]);
    let gone = found.iter().find(|one| one["rule"] == GITHUB).expect("it can still be read");
    assert!(gone["evidence"].as_array().expect("a list").iter().any(is_gone), "{gone}");
}

#[test]
fn a_layer_that_unpacks_to_something_else_than_the_configuration_says_is_told() {
    let folder = folder();
    let layers = vec![LayerTar::new().file("a", "b"), LayerTar::new().file("c", format!("T={}\n", token(6)))];
    layout(folder.path(), &json!({ "User": "1000" }), &["COPY a /", "COPY c /"], layers);
    let whole = image(folder.path(), &["--format", "json"]).exits(0).json();
    assert_eq!(whole["complete"], true);
    rewrite_config(folder.path(), |config| {
        config["rootfs"]["diff_ids"][1] = json!(format!("sha256:{}", "0".repeat(64)));
    });
    let run = image(folder.path(), &["--format", "json"]).run();
    let report = run.json();
    assert_eq!(report["complete"], false, "{report}");
    let told = report["findings"].to_string();
    assert!(told.contains("instead of the configuration's diff_id"), "{told}");
    assert!(told.contains(GITHUB), "what was read stays told: {told}");
}

#[test]
fn a_layer_that_an_image_has_twice_is_told_with_each_of_its_places() {
    let folder = folder();
    let layer = || LayerTar::new().file("app/.env", format!("T={}\n", token(7)));
    let layers = vec![layer(), LayerTar::new().file("app/.wh..env", ""), layer()];
    layout(folder.path(), &json!({ "User": "1000" }), &["COPY a /", "RUN rm", "COPY a /"], layers);
    let found = secrets(folder.path(), &["--no-cache"]);
    let all: Vec<_> = found.iter().filter(|one| one["rule"] == GITHUB).collect();
    assert_eq!(all.len(), 1, "{all:?}");
}

#[test]
fn no_cache_wins_over_the_variable() {
    let folder = folder();
    let (made, cache) = (folder.path().join("made"), folder.path().join("cache"));
    layout(&made, &json!({}), &["COPY a /"], vec![LayerTar::new().file("a", "b")]);
    image(&made, &["--no-cache"]).var("SEKIMORI_CACHE_DIR", &cache).exits(0);
    assert!(!cache.exists(), "it was asked not to");
    image(&made, &[]).var("SEKIMORI_CACHE_DIR", &cache).exits(0);
    assert!(!texts(&cache).is_empty());
}

#[test]
fn passwords_on_the_command_lines_of_steps_are_found() {
    let folder = folder();
    let rules = ["mysql", "sshpass", "redis-cli", "docker-login", "chpasswd"];
    let rules = rules.map(|name| format!("credential/command-{name}"));
    let steps: Vec<String> = rules.iter().map(|rule| format!("RUN /bin/sh -c {}", sample(rule, 1))).collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let layers = steps.iter().enumerate().map(|(n, _)| LayerTar::new().file("a", n.to_string())).collect();
    layout(folder.path(), &json!({ "User": "1000" }), &steps, layers);
    let found = secrets(folder.path(), &["--no-cache"]);
    for (index, rule) in rules.iter().enumerate() {
        let one = found.iter().find(|one| one["rule"] == rule.as_str());
        let one = one.unwrap_or_else(|| panic!("{rule} in {}: {found:?}", steps[index]));
        let field = format!("history[{index}].created_by");
        assert!(one["evidence"].to_string().contains(&field), "{one}");
    }
}
