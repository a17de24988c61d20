//! `sekimori deps`: every package, with what is known of it.

use serde_json::{Value, json};

use crate::db::{VECTOR, put, record, site, update, with};
use crate::folder::Folder;

/// A site whose project needs a package with two faults, one that nothing is known of, and one that does harm.
pub(crate) fn shop() -> Folder {
    let folder = site();
    let later = json!({ "aliases": ["CVE-2026-0004"], "severity": [{ "type": "CVSS_V3", "score": VECTOR }] });
    put(&folder, "osv/four.json", &record("EXAMPLE-4", Some("1.3.1"), &later).to_string());
    // What 1.2.0 mends has a fault of its own, which is not in 1.1.0.
    let mut own = record("EXAMPLE-5", Some("1.3.2"), &json!({}));
    own["affected"][0]["ranges"][0]["events"][0]["introduced"] = json!("1.2.0");
    put(&folder, "osv/five.json", &own.to_string());
    let mut harm = record("MAL-2026-6", None, &json!({}));
    harm["affected"][0]["package"]["name"] = json!("example-thief");
    put(&folder, "osv/six.json", &harm.to_string());
    let lock = json!({ "lockfileVersion": 3, "packages": {
        "": { "name": "shop", "version": "1.0.0", "dependencies": { "example-parser": "1.1.0" } },
        "node_modules/example-parser": {
            "version": "1.1.0", "license": "MIT", "dependencies": { "a-quiet-one": "1", "example-thief": "1" }
        },
        "node_modules/a-quiet-one": { "version": "1.0.0", "dev": true },
        "node_modules/example-thief": { "version": "1.0.0" },
    } });
    put(&folder, "app/package-lock.json", &format!("{lock:#}"));
    folder
}

fn listed(folder: &Folder, more: &[&str], code: i32) -> crate::program::Run {
    with(folder, &["deps"]).arg(folder.join("app")).args(more).exits(code)
}

#[test]
fn packages_stand_in_the_order_in_which_they_are_to_be_mended() {
    let folder = shop();
    update(&folder).exits(0);
    let list = listed(&folder, &["--format", "json"], 0).json();
    assert_eq!((&list["schema"], &list["complete"]), (&json!("sekimori.dev/deps/v1"), &json!(true)));
    let names: Vec<&str> =
        list["packages"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["example-parser", "example-thief", "a-quiet-one"]);
    let parser = &list["packages"][0];
    assert_eq!((&parser["relation"], &parser["licence"]["value"]), (&json!("direct"), &json!("MIT")));
    assert_eq!((&parser["path"], &parser["ecosystem"]), (&json!("package-lock.json"), &json!("npm")));
    assert_eq!(list["packages"][1]["relation"], "transitive");
    let ids: Vec<&Value> =
        parser["findings"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    // Exploited, then grave with a fix, then what has none.
    assert_eq!(ids, ["CVE-2026-0001", "CVE-2026-0004", "EXAMPLE-2"]);
    assert_eq!(
        parser["findings"][0]["because"]["en"],
        "exploited in the wild, also for ransom (KEV); likely to be exploited within 30 days: 91.2 % (EPSS); \
         a fix exists: 1.2.0"
    );
    assert_eq!(parser["findings"][2]["because"]["en"], "severity low; no fix is known");
    assert_eq!(list["packages"][1]["findings"][0]["because"]["en"], "made to do harm; no fix is known");
    // 1.2.0 mends the first fault and brings another; 1.3.1 mends the second; only 1.3.2 has none of them.
    assert_eq!(parser["update"], json!({ "version": "1.3.2", "leaves": ["EXAMPLE-2"] }));
    assert_eq!(listed(&folder, &["--format", "json"], 0).out, listed(&folder, &["--format", "json"], 0).out);
}

#[test]
fn people_get_a_table_and_what_to_do_first() {
    let folder = shop();
    update(&folder).exits(0);
    let said = listed(&folder, &[], 0);
    let first = said.out.split("What to do first:").nth(1).expect("it is told");
    assert!(
        first.contains("critical: CVE-2026-0001 in example-parser 1.1.0: exploited in the wild"),
        "{first}"
    );
    assert!(first.contains("Update example-parser to 1.3.2: the lowest version"), "{first}");
    let row = said.out.lines().find(|line| line.contains("example-parser")).expect("a row");
    assert!(row.contains("MIT") && row.contains("direct") && row.contains("3 (critical)"), "{row}");
    assert!(said.err.contains("3 packages, 2 with findings"), "{}", said.err);
    let said = with(&folder, &["deps", "--lang", "ja"]).arg(folder.join("app")).exits(0);
    assert!(
        said.out.contains("優先して対応するもの:") && said.out.contains("実際に悪用されています"),
        "{}",
        said.out
    );
}

#[test]
fn a_scan_says_what_to_do_first_too() {
    let folder = shop();
    update(&folder).exits(0);
    let said = with(&folder, &["scan"]).by_default().arg(folder.join("app")).exits(1);
    let first = said.out.split("What to do first:").nth(1).expect("it is told");
    let lines: Vec<&str> = first.lines().filter(|line| line.contains(". ")).collect();
    assert!(lines[0].contains("1. critical: CVE-2026-0001"), "{first}");
    assert!(lines[1].contains("MAL-2026-6") && lines[2].contains("CVE-2026-0004"), "{first}");
}

#[test]
fn without_a_database_the_list_is_there_and_the_want_of_one_told() {
    let folder = shop();
    let list = listed(&folder, &["--format", "json"], 0).json();
    assert_eq!(list["packages"].as_array().map(Vec::len), Some(3));
    assert_eq!(list["notes"][0]["code"], "advisories-missing");
    put(&folder, "app/Cargo.lock", "[[package]\nname = 1");
    let list = listed(&folder, &["--format", "json"], 4).json();
    assert_eq!((&list["complete"], &list["problems"][0]["path"]), (&json!(false), &json!("Cargo.lock")));
    with(&folder, &["deps"]).arg(folder.join("db")).run();
    put(&folder, "empty/readme", "");
    with(&folder, &["deps"]).arg(folder.join("empty")).exits(3);
}

#[test]
fn names_from_outside_are_harmless_in_every_format() {
    let folder = shop();
    let hostile = "a`|</td><img src=x>\u{1b}[31m@team\n# h";
    let lock = json!({ "lockfileVersion": 3, "packages": { format!("node_modules/{hostile}"): { "version": "1|`<b>" } } });
    put(&folder, "app/package-lock.json", &lock.to_string());
    let said = listed(&folder, &["--format", "markdown"], 0).out;
    assert!(!said.contains("<img") && !said.contains('\u{1b}') && !said.contains("\n# h"), "{said}");
    let row = said.lines().find(|line| line.contains("&#96;")).expect("the name is shown");
    assert_eq!(row.matches('|').count(), 7, "{row}");
    let said = listed(&folder, &[], 0).out;
    assert!(!said.contains('\u{1b}') && !said.contains("\n# h"), "{said}");
}
