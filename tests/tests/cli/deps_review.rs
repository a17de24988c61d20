//! `sekimori deps review`: what a change does to packages, read from a repository that is made here.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::db::{put, update, with};
use crate::deps::shop;
use crate::folder::Folder;
use crate::git::{commit_all, git, git_says};
use crate::program::Run;

/// A lockfile of npm: name, version, licence.
fn lock(packages: &[(&str, &str, &str)]) -> String {
    let mut all = json!({ "": { "name": "shop", "version": "1.0.0" } });
    for (name, version, licence) in packages {
        all[""]["dependencies"][*name] = json!(version);
        all[format!("node_modules/{name}")] = json!({ "version": version, "license": licence });
    }
    format!("{:#}\n", json!({ "lockfileVersion": 3, "packages": all }))
}

/// A site with a repository in `app`: its first commit is tagged `base`.
fn repository(first: &[(&str, &str, &str)]) -> Folder {
    let folder = shop();
    update(&folder).exits(0);
    put(&folder, "app/package-lock.json", &lock(first));
    git(&app(&folder), &["init", "--quiet"]);
    commit_all(&app(&folder));
    git(&app(&folder), &["tag", "base"]);
    folder
}

fn app(folder: &Folder) -> PathBuf {
    folder.join("app")
}

fn commit(folder: &Folder, packages: &[(&str, &str, &str)]) {
    put(folder, "app/package-lock.json", &lock(packages));
    commit_all(&app(folder));
}

fn run(folder: &Folder, range: &str, more: &[&str]) -> Run {
    with(folder, &["deps", "review", range]).by_default().arg(app(folder)).args(more).run()
}

fn review(folder: &Folder, range: &str, code: i32) -> Value {
    let run = run(folder, range, &["--format", "json"]);
    assert_eq!(run.code, Some(code), "{}{}", run.err, run.out);
    run.json()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect()
}

#[test]
fn what_a_change_introduces_decides_and_what_was_there_before_does_not() {
    let folder = repository(&[("example-parser", "1.1.0", "MIT"), ("gone", "1.0.0", "MIT")]);
    commit(&folder, &[("example-parser", "1.1.1", "ISC"), ("new", "2.0.0", "MIT")]);
    let told = review(&folder, "base..HEAD", 0);
    assert_eq!((&told["schema"], &told["complete"]), (&json!("sekimori.dev/deps-review/v1"), &json!(true)));
    let file = &told["files"][0];
    assert_eq!((names(&file["added"]), names(&file["removed"])), (vec!["new"], vec!["gone"]));
    let changed = &file["changed"][0];
    assert_eq!(
        (&changed["before"]["version"], &changed["after"]["version"]),
        (&json!("1.1.0"), &json!("1.1.1"))
    );
    assert_eq!(changed["what"], json!(["version", "licence"]));
    assert!(changed["after"]["line"].as_u64().is_some_and(|line| line > 1), "{changed:#}");
    let effects: Vec<&Value> =
        changed["after"]["findings"].as_array().expect("a list").iter().map(|one| &one["effect"]).collect();
    assert_eq!(effects, ["kept", "kept", "kept"]);
    assert_eq!(told["summary"]["kept"], 3);

    // The other way round: a version with another fault, and one that does harm.
    commit(&folder, &[("example-parser", "1.2.0", "ISC"), ("example-thief", "1.0.0", "MIT")]);
    let told = review(&folder, "base..HEAD", 1);
    assert_eq!(told["verdict"]["decision"], "fail");
    assert_eq!(
        (&told["summary"]["introduced"], &told["summary"]["resolved"], &told["summary"]["kept"]),
        (&json!(2), &json!(1), &json!(2))
    );
    let resolved = &told["files"][0]["changed"][0]["before"]["findings"][0];
    assert_eq!((&resolved["id"], &resolved["effect"]), (&json!("CVE-2026-0001"), &json!("resolved")));
    assert_eq!(told["verdict"]["decidedBy"].as_array().map(Vec::len), Some(2));
    // Nothing is checked out, and the same comes of the same.
    assert_eq!(run(&folder, "base..HEAD", &[]).out, run(&folder, "base..HEAD", &[]).out);
    assert_eq!(git_says(&app(&folder), &["status", "--porcelain"]), "");
    // Taken back, the thief is gone and decides nothing.
    assert_eq!(run(&folder, "HEAD..base", &["--fail-on", "high"]).code, Some(1), "CVE-2026-0001 comes back");
    assert_eq!(run(&folder, "HEAD..HEAD", &[]).code, Some(0));
    assert_eq!(run(&folder, "base..HEAD", &["--exit-zero"]).code, Some(0));
}

#[test]
fn one_revision_is_compared_with_the_files_on_disk_and_three_dots_begin_where_sides_parted() {
    let folder = repository(&[("a", "1.0.0", "MIT")]);
    put(&folder, "app/package-lock.json", &lock(&[("a", "2.0.0", "MIT")]));
    let told = review(&folder, "base", 0);
    assert_eq!(told["files"][0]["changed"][0]["after"]["version"], "2.0.0");
    assert!(told["head"].get("commit").is_none() && told["base"]["revision"] == "base");
    commit_all(&app(&folder));
    git(&app(&folder), &["switch", "--quiet", "--create", "side", "base"]);
    commit(&folder, &[("a", "1.0.0", "MIT"), ("b", "1.0.0", "MIT")]);
    let told = review(&folder, "main...side", 0);
    assert_eq!(told["summary"]["changed"], 0, "what main did since is not of this change: {told:#}");
    assert_eq!(names(&told["files"][0]["added"]), ["b"]);
    assert_eq!(review(&folder, "main..side", 0)["summary"]["changed"], 1);
    // Of a folder alone.
    put(&folder, "app/web/package-lock.json", &lock(&[("c", "1.0.0", "MIT")]));
    commit_all(&app(&folder));
    let run = with(&folder, &["deps", "review", "base..HEAD", "--format", "json"])
        .arg(folder.join("app/web"))
        .exits(0);
    let told = run.json();
    assert_eq!(
        (&told["files"][0]["path"], told["files"].as_array().map(Vec::len)),
        (&json!("package-lock.json"), Some(1))
    );
}

#[test]
fn a_lockfile_that_only_moved_brings_nothing() {
    let folder =
        repository(&[("example-parser", "1.1.0", "MIT"), ("a", "1.0.0", "MIT"), ("b", "1.0.0", "MIT")]);
    fs::create_dir(folder.join("app/web")).expect("room");
    git(&app(&folder), &["mv", "package-lock.json", "web/package-lock.json"]);
    put(
        &folder,
        "app/web/package-lock.json",
        &lock(&[("example-parser", "1.1.0", "MIT"), ("a", "1.0.0", "MIT"), ("b", "2.0.0", "MIT")]),
    );
    commit_all(&app(&folder));
    let told = review(&folder, "base..HEAD", 0);
    let file = &told["files"][0];
    assert_eq!(
        (&file["path"], &file["movedFrom"]),
        (&json!("web/package-lock.json"), &json!("package-lock.json"))
    );
    assert_eq!((&told["summary"]["added"], &told["summary"]["changed"]), (&json!(0), &json!(1)));
    assert_eq!(told["summary"]["introduced"], 0);
}

#[test]
fn a_parent_of_maven_changes_what_its_children_bring() {
    let folder = repository(&[]);
    let parent = |version: &str| {
        format!(
            "<project><groupId>org.example</groupId><artifactId>top</artifactId><version>1</version><packaging>pom</packaging>\
             <properties><core.version>{version}</core.version></properties></project>\n"
        )
    };
    let child = "<project><parent><groupId>org.example</groupId><artifactId>top</artifactId><version>1</version></parent>\
                 <artifactId>shop</artifactId><dependencies><dependency><groupId>org.example</groupId><artifactId>core</artifactId>\
                 <version>${core.version}</version></dependency><dependency><groupId>org.example</groupId>\
                 <artifactId>open</artifactId></dependency></dependencies></project>\n";
    put(&folder, "app/pom.xml", &parent("1.0"));
    put(&folder, "app/shop/pom.xml", child);
    commit_all(&app(&folder));
    git(&app(&folder), &["tag", "--force", "base"]);
    put(&folder, "app/pom.xml", &parent("2.0"));
    commit_all(&app(&folder));
    let told = review(&folder, "base..HEAD", 0);
    let files = told["files"].as_array().expect("a list");
    let file = files.iter().find(|file| file["path"] == "shop/pom.xml").expect("the child");
    assert_eq!(file["changed"][0]["after"]["version"], "2.0", "{file:#}");
    assert_eq!(told["summary"]["changed"], 1);
    assert_eq!(told["complete"], true, "what was open before is none of the change: {told:#}");
}

#[test]
fn what_cannot_be_read_on_either_side_makes_the_review_incomplete() {
    let folder = repository(&[("a", "1.0.0", "MIT")]);
    put(&folder, "app/package-lock.json", "{ \"lockfileVersion\": 3, \"packages\": ");
    commit_all(&app(&folder));
    for (range, side) in [("base..HEAD", "head"), ("HEAD..base", "base")] {
        let told = review(&folder, range, 4);
        assert_eq!((&told["complete"], &told["problems"][0]["side"]), (&json!(false), &json!(side)));
        assert_eq!(told["verdict"]["decision"], "incomplete");
        if side == "head" {
            let counts = (&told["summary"]["removed"], &told["summary"]["resolved"]);
            assert_eq!(counts, (&json!(0), &json!(0)), "nobody knows what is gone: {told:#}");
        }
    }
    // What is as broken as it was before is no matter of the change.
    put(&folder, "app/readme", "more");
    commit_all(&app(&folder));
    assert_eq!(review(&folder, "HEAD~1..HEAD", 0)["complete"], true);

    // A merge that was not ended, in a file that is read line by line.
    let ours = "<<<<<<< HEAD\nrequests==2.0\n=======\nrequests==2.1\n>>>>>>> side\n";
    put(&folder, "app/requirements.txt", ours);
    commit_all(&app(&folder));
    let told = review(&folder, "HEAD~1..HEAD", 4);
    assert!(told["problems"][0]["detail"].as_str().is_some_and(|text| text.contains("merge")), "{told:#}");

    // A link is not followed.
    fs::remove_file(folder.join("app/requirements.txt")).expect("it is there");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("app/Cargo.lock")).expect("room");
    commit_all(&app(&folder));
    let told = review(&folder, "HEAD~1..HEAD", 4);
    assert!(
        told["problems"].as_array().expect("a list").iter().any(|one| one["path"] == "Cargo.lock"),
        "{told:#}"
    );
    // More files than the limit: what was not listed may name packages.
    let limited = run(&folder, "base..HEAD", &["--max-files", "1"]);
    assert_eq!(limited.code, Some(4), "{}", limited.err);
    // So is a file that passes the limit.
    put(&folder, "app/yarn.lock", &"# x\n".repeat(10_000));
    commit_all(&app(&folder));
    let run = run(&folder, "HEAD~1..HEAD", &["--max-file-size", "1KiB"]);
    assert_eq!(run.code, Some(4), "{}", run.err);
}

#[test]
fn a_revision_is_never_a_flag_and_an_unknown_one_is_named() {
    let folder = repository(&[("a", "1.0.0", "MIT")]);
    let mark = folder.join("mark");
    let flag = format!("--upload-pack=touch {}", mark.display());
    for range in [
        flag.as_str(),
        "-x",
        "base..-x",
        "--output=x..HEAD",
        "..",
        "base..HEAD..base",
        "base:package-lock.json",
    ] {
        let run = with(&folder, &["deps", "review", "--", range]).arg(app(&folder)).run();
        assert_eq!(run.code, Some(64), "{range}: {}", run.err);
    }
    assert!(!mark.exists());
    let run = run(&folder, "base..nowhere", &[]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("nowhere"), "{}", run.err);
    let run = with(&folder, &["deps", "review", "HEAD"]).arg(folder.join("osv")).run();
    assert_eq!(run.code, Some(2), "it is in no repository: {}", run.err);
}

#[test]
fn a_clone_without_its_history_says_so() {
    let folder = repository(&[("a", "1.0.0", "MIT")]);
    commit(&folder, &[("a", "2.0.0", "MIT")]);
    let from = format!("file://{}", app(&folder).display());
    let to = folder.join("clone");
    git(folder.path(), &["clone", "--quiet", "--depth=1", &from, to.to_str().expect("it is text")]);
    let base = git_says(&app(&folder), &["rev-parse", "base"]);
    let run = with(&folder, &["deps", "review", &format!("{base}..HEAD")]).arg(&to).run();
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("--depth") || run.err.contains("fetch"), "{}", run.err);
}

#[test]
fn a_comment_for_the_pull_request_shows_names_and_lets_them_mean_nothing() {
    let hostile = "x`|</details><img src=y>@team";
    let folder = repository(&[("example-parser", "1.1.0", "MIT")]);
    commit(
        &folder,
        &[("example-parser", "1.2.0", "MIT"), ("example-thief", "1.0.0", "MIT"), (hostile, "1.0.0", "M|`IT")],
    );
    let run = run(&folder, "base..HEAD", &["--format", "markdown"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let text = &run.out;
    assert!(text.starts_with("## Sekimori: the change fails: it introduces 2 findings"), "{text}");
    assert!(text.contains("### Introduced by this change") && text.contains("MAL-2026-6"), "{text}");
    assert!(!text.contains("<img") && !text.contains("@team"), "{text}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{text}");
    // Every row of a table has the columns of its head.
    let mut columns = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let count = line.matches('|').count();
        assert_eq!(*columns.get_or_insert(count), count, "{line}");
    }
}

#[test]
fn a_comment_is_bounded_and_other_formats_tell_of_new_findings_alone() {
    let many: Vec<(String, String)> = (0..2_000).map(|n| (format!("package-{n}"), "x".repeat(200))).collect();
    let folder = repository(&[("example-parser", "1.1.0", "MIT")]);
    let mut packages: Vec<(&str, &str, &str)> =
        many.iter().map(|(name, licence)| (name.as_str(), "1.0.0", licence.as_str())).collect();
    packages.extend([("example-parser", "1.1.1", "MIT"), ("example-thief", "1.0.0", "MIT")]);
    commit(&folder, &packages);
    let text = run(&folder, "base..HEAD", &["--format", "markdown"]).out;
    assert!(text.len() <= 60_000 && text.contains("left out"), "{}", text.len());
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    let table = run(&folder, "base..HEAD", &["--format", "table"]);
    assert!(table.out.contains("MAL-2026-6") && !table.out.contains("CVE-2026-0001"), "{}", table.out);
    let sarif = run(&folder, "base..HEAD", &["--format", "sarif"]).json();
    let states: Vec<&Value> = sarif["runs"][0]["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["baselineState"])
        .collect();
    assert_eq!(states.iter().filter(|state| **state == "new").count(), 1, "{states:?}");
}

#[test]
fn a_waiver_of_the_tree_holds_and_folders_are_skipped() {
    let folder = repository(&[("a", "1.0.0", "MIT")]);
    commit(&folder, &[("a", "1.0.0", "MIT"), ("example-thief", "1.0.0", "MIT")]);
    let waiver = "version: 1\nwaivers:\n  - rule: package/malicious\n    subject: \"*example-thief*\"\n    reason: a sample\n    owner: team-a\n    expires: 2026-12-31\n";
    put(&folder, "app/sekimori.yaml", waiver);
    let told = review(&folder, "base..HEAD", 0);
    assert_eq!(told["files"][0]["added"][0]["findings"][0]["waived"], true, "{told:#}");
    fs::remove_file(folder.join("app/sekimori.yaml")).expect("it is there");
    review(&folder, "base..HEAD", 1);
    put(&folder, "app/old/package-lock.json", &lock(&[("example-thief", "1.0.0", "MIT")]));
    commit_all(&app(&folder));
    assert_eq!(run(&folder, "HEAD~1..HEAD", &["--skip-dirs", "old"]).code, Some(0));
}
