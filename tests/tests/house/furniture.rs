//! What stands in every room, so that who knows one finds the way in all.

use crate::faults::assert_none;
use crate::workspace::{files, read_text, rooms};

/// What stands in some rooms beside what stands in all.
const MORE: &[(&str, &[&str])] = &[
    ("catalog", &["build.rs", "fixtures/", "src/rules/"]),
    ("parse", &["benches/", "fuzz/fuzz_targets/"]),
    ("scan", &["benches/", "src/report/"]),
    ("secrets", &["benches/"]),
    ("text", &["locales/en/", "locales/ja/"]),
    ("vuln", &["benches/", "fuzz/fuzz_targets/"]),
];

/// Rooms whose behaviour is tested by the package `tests`, which runs the executable.
const TESTED_AS_A_WHOLE: &[&str] = &["sekimori"];

/// The first line of the crate's root: the README is the crate's documentation.
const README_IS_DOC: &str = "#![doc = include_str!(\"../README.md\")]";

fn top_of(room: &str) -> String {
    let file = if room == "sekimori" { "main.rs" } else { "lib.rs" };
    format!("crates/{room}/src/{file}")
}

#[test]
fn every_room_has_its_furniture() {
    let files = files();
    let stands = |name: &str| {
        let is_folder = name.ends_with('/');
        files.iter().any(|file| if is_folder { file.starts_with(name) } else { file == name })
    };
    let mut faults = Vec::new();
    for room in rooms().keys() {
        let mut wanted = vec!["README.md", "Cargo.toml"];
        if !TESTED_AS_A_WHOLE.contains(&room.as_str()) {
            wanted.push("tests/");
        }
        let more = MORE.iter().find(|(name, _)| name == room).map_or(&[] as &[&str], |(_, more)| more);
        wanted.extend(more);
        let paths = wanted.iter().map(|name| format!("crates/{room}/{name}")).chain([top_of(room)]);
        faults.extend(paths.filter(|path| !stands(path)).map(|path| format!("{path} is missing")));
    }
    assert_none("Every room has its furniture", "make it, with something in it", &faults);
}

#[test]
fn the_readme_is_the_documentation_of_the_crate() {
    let mut faults = Vec::new();
    for room in rooms().keys() {
        let top = top_of(room);
        if !read_text(&top).is_some_and(|text| text.starts_with(README_IS_DOC)) {
            faults.push(format!("{top} does not begin with {README_IS_DOC}"));
        }
        let readme = format!("crates/{room}/README.md");
        let text = read_text(&readme).unwrap_or_default();
        if !text.starts_with(&format!("# {room}: ")) {
            faults.push(format!("{readme} does not begin with `# {room}: ` and one line"));
        }
    }
    let remedy =
        "the README says what lives there, what does not, the ways in, the invariants and how to add";
    assert_none("A room's README is its crate's documentation", remedy, &faults);
}

#[test]
fn a_lib_rs_is_a_table_of_contents() {
    let mut faults = Vec::new();
    for room in rooms().keys().filter(|room| *room != "sekimori") {
        let top = top_of(room);
        let text = read_text(&top).unwrap_or_default();
        let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let has_fn = |line: &str| line.split([' ', '(']).any(|word| word == "fn");
        faults.extend(code.filter(|(_, line)| has_fn(line)).map(|(at, _)| format!("{top}:{}", at + 1)));
    }
    assert_none("A lib.rs is a table of contents", "move the function to a module named for it", &faults);
}
