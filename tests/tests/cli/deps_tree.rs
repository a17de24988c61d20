//! `sekimori deps tree`: why a package is here.

use serde_json::Value;

use crate::folder::Folder;
use crate::program::{Program, sekimori};
use crate::published;

const LOCK: &str = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["a", "b", "other"]
[[package]]
name = "a"
version = "1.0.0"
dependencies = ["deep", "ring"]
[[package]]
name = "b"
version = "1.0.0"
dependencies = ["a", "deep"]
[[package]]
name = "deep"
version = "2.0.0"
[[package]]
name = "other"
version = "1.0.0"
[[package]]
name = "ring"
version = "1.0.0"
dependencies = ["a"]
"#;

fn tree(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["deps", "tree"]).args(args).from(folder.path())
}

fn lock() -> Folder {
    Folder::new().and("Cargo.lock", LOCK)
}

#[test]
fn the_ways_to_a_package_are_drawn() {
    let wanted = "Cargo.lock
└── app 0.1.0
    ├── a 1.0.0
    │   ├── deep 2.0.0
    │   └── ring 1.0.0
    │       └── a 1.0.0 (cycle)
    └── b 1.0.0
        ├── a 1.0.0 (shown above)
        └── deep 2.0.0
";
    for asked in ["deep", "deep@2.0.0", "pkg:cargo/deep", "pkg:cargo/deep@2.0.0"] {
        assert_eq!(tree(&lock(), &[asked]).exits(0).out, wanted, "{asked}");
    }
    let ja = tree(&lock(), &["deep", "--lang", "ja"]).exits(0).out;
    assert!(ja.contains("a 1.0.0 (循環)") && ja.contains("a 1.0.0 (上に表示済み)"), "{ja}");
}

#[test]
fn programs_read_the_same_ways() {
    let told = tree(&lock(), &["deep", "--format", "json"]).exits(0).json();
    assert_eq!(told["schema"], "sekimori.dev/deps-tree/v1");
    published::holds(&told);
    assert_eq!(told["complete"], true);
    assert_eq!(told["packages"][0]["purl"], "pkg:cargo/deep@2.0.0");
    assert_eq!(told["packages"][0]["isDirect"], false);
    let app = &told["trees"][0]["roots"][0];
    assert_eq!(app["purl"], "pkg:cargo/app@0.1.0");
    assert_eq!(app["needs"][0]["needs"][0]["isWanted"], true);
    assert_eq!(app["needs"][1]["needs"][0]["cut"], "shown");
}

#[test]
fn each_file_and_each_version_has_its_own_ways() {
    let folder = lock().and("b/Cargo.lock", LOCK.replace("2.0.0", "3.0.0"));
    let told = tree(&folder, &["deep", "--format", "json"]).exits(0).json();
    let versions: Vec<&Value> =
        told["packages"].as_array().expect("a list").iter().map(|one| &one["purl"]).collect();
    assert_eq!(versions, ["pkg:cargo/deep@2.0.0", "pkg:cargo/deep@3.0.0"]);
    assert_eq!(told["trees"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_package_that_is_not_here_is_told() {
    let run = tree(&lock(), &["missing"]).exits(3);
    assert!(run.out.is_empty() && run.err.contains("No package `missing`"), "{}", run.err);
    // What could not be read may have it.
    tree(&lock().and("b/Cargo.lock", "[[package"), &["missing"]).exits(4);
}

#[test]
fn names_from_outside_do_nothing_to_a_terminal() {
    let folder = Folder::new().and("\u{1b}[31m/Cargo.lock", LOCK.replace("deep", "de\\u001bep"));
    let out = tree(&folder, &["ring"]).exits(0).out;
    assert!(out.contains("ring") && !out.contains('\u{1b}'), "{out:?}");
}
