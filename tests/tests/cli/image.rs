//! `sekimori image`: layers, what they have, and who brought it.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::folder::TODAY;
use crate::image_layout::{LayerTar, layout};
use crate::planted::{Forbidden, GITHUB, token};
use crate::program::{Program, sekimori};
use crate::report::{FORMATS, Report};

const RELEASE: &str = "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
const LIBC: &str =
    "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nSource: glibc\nVersion: 2.36-9\n\n";
const CURL: &str = "Package: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 7.88.1-10\nDepends: libc6\n\n";

/// An image of three layers: a system, an application with a token, and a last one that takes the token away.
fn with_removed_token() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let config = json!({
        "User": "1000", "Env": ["PATH=/usr/bin", format!("DEPLOY_TOKEN={}", token(2))],
        "Cmd": ["/usr/bin/curl"], "Healthcheck": { "Test": ["CMD", "true"] },
    });
    let steps = [
        "ADD rootfs.tar / # buildkit",
        &format!("ENV DEPLOY_TOKEN={}", token(2)),
        "COPY .env /app/",
        "RUN rm /app/.env",
    ];
    let layers = vec![
        LayerTar::new().file("etc/os-release", RELEASE).file("var/lib/dpkg/status", LIBC),
        LayerTar::new()
            .file("app/.env", format!("# settings\nGITHUB_TOKEN={}\n", token(1)))
            .file("var/lib/dpkg/status", format!("{LIBC}{CURL}")),
        LayerTar::new().file("app/.wh..env", ""),
    ];
    layout(folder.path(), &config, &steps, layers);
    folder
}

fn image(folder: &TempDir, args: &[&str]) -> Program {
    let target = format!("oci:{}", folder.path().display());
    sekimori(&["image", "--now", TODAY]).arg(target).args(args)
}

fn secrets(folder: &TempDir) -> Vec<Value> {
    let report = image(folder, &["--format", "json", "--exit-zero", "--pack", "secrets"]).exits(0).json();
    report["findings"].as_array().expect("a list").clone()
}

#[test]
fn a_secret_that_a_later_layer_removes_is_found_with_its_layer_and_step() {
    let folder = with_removed_token();
    let findings = secrets(&folder);
    let removed = findings.iter().find(|one| one["location"]["path"] == "app/.env").expect("it is found");
    assert_eq!(removed["rule"], GITHUB);
    assert_eq!(removed["location"]["type"], "layer");
    assert_eq!(removed["location"]["line"], 2);
    let evidence = removed["evidence"].as_array().expect("a list");
    let layer = evidence.iter().find(|one| one["type"] == "layer").expect("the layer is named");
    assert_eq!(layer["step"], "COPY .env /app/");
    assert_eq!(layer["digest"], removed["location"]["layer"]);
    let gone = evidence.iter().find(|one| one["type"] == "gone").expect("what removed it is named");
    assert_ne!(gone["by"], layer["digest"]);
    let run = image(&folder, &["--pack", "secrets"]).exits(1);
    assert!(run.out.contains("takes it away again"), "{}", run.out);
    let run = image(&folder, &["--pack", "secrets", "--lang", "ja"]).exits(1);
    assert!(run.out.contains("引き続き読み取れます"), "{}", run.out);
}

#[test]
fn a_secret_of_the_configuration_is_told_once_with_its_field() {
    let findings = secrets(&with_removed_token());
    let of_config: Vec<_> = findings.iter().filter(|one| one["location"]["type"] == "registry").collect();
    // It stands in the variable and in the step that set it.
    assert_eq!(of_config.len(), 1, "{of_config:?}");
    let evidence = of_config[0]["evidence"].as_array().expect("a list");
    assert!(evidence.contains(&json!({ "type": "step", "name": "config.Env[1]" })), "{evidence:?}");
}

#[test]
fn no_report_shows_a_value() {
    let folder = with_removed_token();
    let forbidden = Forbidden::default().and(&token(1), 4).and(&token(2), 4);
    for format in FORMATS {
        let run = image(&folder, &["--format", format, "--exit-zero"]).exits(0);
        forbidden.is_not_in(format, &run.out);
        forbidden.is_not_in(format, &run.err);
    }
}

#[test]
fn the_summary_says_what_was_read() {
    let report = image(&with_removed_token(), &["--format", "json", "--exit-zero"]).exits(0).json();
    let seen = &report["summary"]["image"];
    assert_eq!(seen["distribution"], "Debian GNU/Linux 12 (bookworm)");
    assert_eq!((&seen["layers"], &seen["packages"]), (&json!(3), &json!(2)));
    assert_eq!(seen["platform"], "linux/amd64");
    assert!(seen["digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:")));
    assert_eq!(report["complete"], true);
}

#[test]
fn the_same_image_gives_the_same_report_whatever_the_threads() {
    let folder = with_removed_token();
    let key = tempfile::NamedTempFile::new().expect("a file");
    fs::write(key.path(), "0123456789abcdef0123456789abcdef").expect("room");
    let report = |threads: &str| {
        let key = key.path().to_str().expect("a path");
        let args = ["--format", "json", "--exit-zero", "--threads", threads, "--secrets-key-file", key];
        image(&folder, &args).exits(0).out
    };
    assert_eq!(report("1"), report("4"));
}

#[test]
fn members_that_lead_out_are_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer = LayerTar::new()
        .raw("../../escape", b"x")
        .link("app/link", "../../../../etc/shadow")
        .file("app/token.txt", format!("token {}\n", token(3)));
    layout(folder.path(), &json!({}), &["COPY . ."], vec![layer]);
    let report = image(&folder, &["--format", "json", "--exit-zero", "--pack", "secrets"]).reports(0);
    let rules: Vec<_> = report.violations().iter().map(|(path, rule)| (*path, *rule)).collect();
    assert_eq!(rules, [("app/token.txt", GITHUB)]);
    assert_eq!(report.count("notAnalysed"), 1);
}

#[test]
fn what_is_not_analysed_is_placed_in_its_layer() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer = LayerTar::new().file("app/lib/x.jar", "this is no archive at all");
    layout(folder.path(), &json!({}), &["COPY . ."], vec![LayerTar::new().file("a", "b"), layer]);
    let report = image(&folder, &["--format", "json", "--exit-zero"]).exits(0).json();
    let all = report["findings"].as_array().expect("a list");
    let one = all.iter().find(|one| one["rule"] == "manifest/not-analysed").expect("it is told");
    assert_eq!(one["location"]["type"], "layer", "{one}");
    assert_eq!(one["location"]["path"], "app/lib/x.jar");
    let layer = one["location"]["layer"].as_str().expect("a digest");
    assert!(layer.starts_with("sha256:") && layer.len() == 71, "{layer}");
    let sarif = image(&folder, &["--format", "sarif", "--exit-zero"]).exits(0).out;
    assert!(sarif.contains(layer) && sarif.contains("app/lib/x.jar"), "{sarif}");
}

#[test]
fn of_a_path_that_a_layer_has_twice_the_last_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer = LayerTar::new()
        .file("etc/os-release", RELEASE)
        .file("var/lib/dpkg/status", format!("{LIBC}{CURL}"))
        .mode("usr/bin/tool", 0o4755, "#!/bin/sh\n")
        .file("var/lib/dpkg/status", LIBC)
        .mode("usr/bin/tool", 0o755, "#!/bin/sh\n");
    layout(folder.path(), &json!({ "User": "1000" }), &["COPY . ."], vec![layer]);
    let report = image(&folder, &["--format", "json", "--exit-zero"]).exits(0).json();
    assert_eq!(report["summary"]["image"]["packages"], 1, "{report}");
    let is_of_tool = |one: &&Value| one["location"]["path"] == "usr/bin/tool";
    assert_eq!(report["findings"].as_array().expect("a list").iter().find(is_of_tool), None);
}

#[test]
fn a_database_behind_a_link_is_read_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer = LayerTar::new()
        .link("lib", "usr/lib")
        .link("var/lib/rpm", "../../usr/lib/sysimage/rpm")
        .link("var/lib/dpkg", "../../usr/share/dpkg")
        .file("usr/lib/apk/db/installed", "P:musl\nV:1.2.5-r0\nA:x86_64\n\n")
        .file("usr/lib/os-release", "ID=alpine\nVERSION_ID=3.22.0\n");
    layout(folder.path(), &json!({}), &["COPY . ."], vec![layer]);
    let report = image(&folder, &["--format", "json", "--exit-zero"]).exits(0).json();
    assert_eq!(report["summary"]["image"]["packages"], 1, "{report}");
    let findings = report["findings"].as_array().expect("a list");
    let told = findings.iter().filter(|one| one["rule"] == "manifest/not-analysed");
    let told: Vec<&str> = told.filter_map(|one| one["location"]["path"].as_str()).collect();
    assert_eq!(told, ["var/lib/dpkg"], "a link to where no reader looks is told, and no other");
}

#[test]
fn a_layer_that_is_not_what_its_digest_says_makes_the_scan_incomplete() {
    let folder = with_removed_token();
    let blobs = folder.path().join("blobs/sha256");
    let largest = fs::read_dir(&blobs).expect("a folder").flatten().max_by_key(|blob| {
        let bytes = fs::read(blob.path()).expect("a file");
        if bytes.starts_with(&[0x1F, 0x8B]) { bytes.len() } else { 0 }
    });
    let largest = largest.expect("there are layers").path();
    let mut bytes = fs::read(&largest).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    fs::write(&largest, bytes).expect("room");
    let run = image(&folder, &["--format", "json", "--pack", "secrets", "--fail-on", "critical"]).run();
    let report = run.json();
    assert_eq!(report["complete"], false);
    // What was found before stays.
    assert!(matches!(run.code, Some(1 | 4)), "{}", run.err);
    assert!(report["summary"]["notAnalysed"].as_u64().is_some_and(|count| count > 0));
}

#[test]
fn what_is_no_image_is_told_with_the_remedy() {
    let run = sekimori(&["image", "oci:"]).exits(64);
    assert!(run.err.contains("oci:"), "{}", run.err);
    let run = sekimori(&["image", "oci:does/not/exist"]).exits(2);
    assert!(run.err.contains("does/not/exist"), "{}", run.err);
    let run = sekimori(&["image", "rootfs:does/not/exist", "--lang", "ja"]).exits(2);
    assert!(run.err.contains("開けません"), "{}", run.err);
    let run = sekimori(&["image", "oci:x", "--platform", "a/b/c/d"]).exits(64);
    assert!(run.err.contains("linux/arm64"), "{}", run.err);
}

#[test]
fn a_root_file_system_is_read_like_an_image_of_one_layer() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("etc/os-release", RELEASE.to_owned()),
        ("var/lib/dpkg/status", LIBC.to_owned()),
        ("root/.env", format!("T={}\n", token(4))),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("room");
    }
    let target = format!("rootfs:{}", folder.path().display());
    let run = sekimori(&["image", "--pack", "secrets", "--format", "json"]).arg(&target).exits(1);
    let report = Report::read(&run.json());
    assert_eq!(report.violations(), [("root/.env", GITHUB)]);
    assert_eq!(run.json()["summary"]["image"]["packages"], 1);
}

#[test]
fn what_has_no_line_is_shown_without_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let layer =
        LayerTar::new().mode("usr/bin/open", 0o666, "x").file("app/.env", format!("\nT={}\n", token(5)));
    layout(folder.path(), &json!({ "User": "root" }), &["COPY . /"], vec![layer]);
    let reference = format!("oci:{}", folder.path().display());
    for format in FORMATS {
        let run = image(&folder, &["--format", format, "--exit-zero"]).exits(0);
        // What is said of code for services has a line in every case: their schemas demand it.
        if matches!(format, "json" | "sarif" | "gitlab") {
            continue;
        }
        let text =
            run.out.replace("%3A", ":").replace("&#58;", ":").replace("&#47;", "/").replace("&#46;", ".");
        for path in [reference.as_str(), "usr/bin/open"] {
            assert!(text.contains(path), "{format} names {path}: {text}");
            assert!(!text.contains(&format!("{path}:1")), "{format} gives {path} a line: {text}");
        }
        let is_page = format == "html";
        let with_line = if is_page { "\"l\":2" } else { ".env" };
        assert!(text.contains(with_line), "{format} keeps a line where there is one: {text}");
    }
    let run = image(&folder, &["--format", "table", "--exit-zero"]).exits(0);
    assert!(run.out.contains("app/.env:2:"), "{}", run.out);
    let run = image(&folder, &["--format", "junit", "--exit-zero"]).exits(0);
    assert!(run.out.contains("file=\"app/.env\" line=\"2\""), "{}", run.out);
    assert!(run.out.contains("file=\"usr/bin/open\">"), "{}", run.out);
    let run = image(&folder, &["--format", "github", "--exit-zero"]).exits(0);
    assert!(run.out.contains("file=usr/bin/open,title="), "{}", run.out);
}

#[test]
fn a_file_above_the_limit_is_searched_as_a_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = "an ordinary line of a dump\n";
    let content = format!("{}GITHUB_TOKEN={}\n", line.repeat((40 << 20) / line.len()), token(7));
    let lines = content.lines().count();
    layout(
        folder.path(),
        &json!({ "User": "1000" }),
        &["COPY dump.sql /srv/"],
        vec![LayerTar::new().file("srv/dump.sql", content)],
    );
    let run = image(&folder, &["--format", "json", "--pack", "secrets", "--no-cache"]).bounded().exits(1);
    let report = run.json();
    let found = &report["findings"][0];
    assert_eq!((&found["rule"], &found["location"]["path"]), (&json!(GITHUB), &json!("srv/dump.sql")));
    assert_eq!(found["location"]["line"], lines);
    assert_eq!((&report["complete"], &report["summary"]["notAnalysed"]), (&json!(true), &json!(0)));
}

#[test]
fn a_search_that_ended_at_a_limit_ends_with_exit_code_4() {
    let folder = tempfile::tempdir().expect("a folder");
    let tokens: Vec<String> = (0..9).map(|seed| format!("T_{seed}={}\n", token(seed))).collect();
    layout(
        folder.path(),
        &json!({ "User": "1000" }),
        &["COPY . /"],
        vec![LayerTar::new().file("app/.env", tokens.concat())],
    );
    let whole = image(&folder, &["--format", "json", "--pack", "secrets"]).exits(1).json();
    assert_eq!(whole["complete"], true);
    // Nothing decides but that not all was looked at.
    let rule = format!("rules:\n  {GITHUB}: {{ severity: info }}\n");
    fs::write(folder.path().join("own.yaml"), format!("version: 1\nfailOn: critical\n{rule}")).expect("room");
    let config = folder.path().join("own.yaml");
    let config = config.to_str().expect("a path");
    let args = ["--format", "json", "--pack", "secrets", "--config", config, "--max-findings", "3"];
    let cut = image(&folder, &args).exits(4).json();
    assert_eq!(cut["complete"], false);
}

#[test]
fn an_empty_root_file_system_is_nothing_to_look_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = format!("rootfs:{}", folder.path().display());
    let run = sekimori(&["image", &target]).exits(3);
    assert!(!run.err.contains("pass"), "{}", run.err);
}

#[test]
fn a_flag_that_says_nothing_about_images_is_refused() {
    let folder = with_removed_token();
    for flag in ["--max-documents=5", "--strict", "--skip-dirs=a"] {
        let refused = image(&folder, &[flag]).exits(64);
        assert!(refused.err.contains("says nothing about an image"), "{}", refused.err);
    }
    // A variable may be set for all commands.
    image(&folder, &["--exit-zero"]).var("SEKIMORI_MAX_DOCUMENTS", "5").exits(0);
}
