//! Why something could not be analysed, in the language of the user.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use crate::folder::Folder;
use crate::image_layout::{LayerTar, layout};
use crate::program::{repository, sekimori};

#[test]
fn a_bill_tells_in_japanese_what_could_not_be_read() {
    let folder = Folder::new()
        .and("Cargo.lock", "[[package")
        .and("pom.xml", "<project><dependencies>")
        .and("requirements.txt", "a==1\n<<<<<<< ours\n");
    let run = sekimori(&["sbom", "--lang", "ja", "--output", "bom.json"]).from(folder.path()).exits(4);
    for told in [
        "TOML ではありません (1 行)",
        "XML が途中で終わっています",
        "要求の記述の代わりにマージの競合の印があります",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    // What is written is for programs, in whatever language its reader has.
    let bill = fs::read_to_string(folder.join("bom.json")).expect("it is written");
    assert!(bill.contains("no TOML at line 1"), "{bill}");
    let refused = Folder::new().and("bom.json", "<bom/>");
    let run = sekimori(&["sbom", "bom.json", "--lang", "ja"]).from(refused.path()).exits(2);
    assert!(run.err.contains("CycloneDX と SPDX は JSON だけを読み取ります"), "{}", run.err);
}

#[test]
fn every_report_of_an_image_tells_in_japanese_what_could_not_be_read() {
    let folder = tempdir().expect("a folder");
    let layer = LayerTar::new().file("app/lib/x.jar", "this is no archive at all");
    layout(folder.path(), &serde_json::json!({}), &["COPY . ."], vec![layer]);
    let image = format!("oci:{}", folder.path().display());
    for format in ["terminal", "sarif", "junit", "markdown", "html"] {
        let args = ["image", &image, "--no-cache", "--exit-zero", "--lang", "ja", "--format", format];
        let out = sekimori(&args).exits(0).out;
        assert!(out.contains("Java のアーカイブではありません"), "{format}: {out}");
    }
}

/// A text that nobody says any more would be told in English.
#[test]
fn what_is_translated_is_said_by_a_reader() {
    let mut sources = String::new();
    for room in ["parse", "scan", "secrets", "supply"] {
        read(&repository().join("crates").join(room).join("src"), &mut sources);
    }
    // A text goes on in the next line behind a backslash.
    let sources: String = sources.split("\\\n").map(str::trim_start).collect();
    let table = repository().join("crates/text/locales/en/causes.ftl");
    let table = fs::read_to_string(table).expect("it is there");
    for line in table.lines().filter_map(|line| line.strip_prefix("cause-said-")) {
        let (key, text) = line.split_once(" = ").expect("a text");
        let parts = text.split("{ $").map(|part| part.split_once(" }").map_or(part, |(_, rest)| rest));
        let longest = parts.max_by_key(|part| part.len()).expect("a part");
        // Places are put behind a text.
        let longest = longest.trim_end_matches(" at line ");
        assert!(key.starts_with("outside-") || sources.contains(longest), "{key}: `{longest}`");
    }
}

fn read(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("causes.rs") {
            into.push_str(&fs::read_to_string(&path).expect("a text"));
        }
    }
}
