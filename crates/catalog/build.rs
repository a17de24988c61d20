//! Lists `src/rules/<family>/<id>.rs` and `src/credentials/<provider>/<name>.toml`, and writes the registry, so that no
//! list of all rules is kept anywhere.
//!
//! A rule whose id is not its path does not compile; neither does one without a fixture, nor an empty registry, nor a
//! pattern of a credential that lacks a text.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    reason = "a build script lists files"
)]

#[path = "build/credentials.rs"]
mod credentials;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let (root, fixtures) = (here.join("src/rules"), here.join("fixtures"));
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let mut modules = String::new();
    let mut list = String::new();
    let mut texts = String::new();
    let mut checks = String::new();
    for family in sorted(&root) {
        if !family.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", family.display());
        for file in sorted(&family) {
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let id = format!("{}/{}", stem(&family), stem(&file));
            let module = id.replace(['/', '-'], "_");
            writeln!(modules, "#[path = \"{}\"]\nmod {module};", file.display().to_string().escape_default())
                .expect("a String takes all");
            writeln!(list, "    &{module}::RULE,").expect("a String takes all");
            // Policy is no YAML, and says so in its name.
            let policy = fixtures.join(format!("{id}.apparmor"));
            let fixture = if policy.exists() { policy } else { fixtures.join(format!("{id}.yaml")) };
            writeln!(texts, "    include_str!(\"{}\"),", fixture.display().to_string().escape_default())
                .expect("a String takes all");
            writeln!(
                checks,
                "const _: () = assert!(crate::rule::same({module}::RULE.id, {id:?}), \"the id of {id} is not its path\");"
            )
            .expect("a String takes all");
        }
    }
    let credentials = credentials::write(&here.join("src/credentials"));
    let text = format!(
        "{modules}\npub(crate) static WRITTEN: &[&crate::Rule] = &[\n{list}];\n\n{credentials}\
         pub(crate) static FIXTURES: &[&str] = &[\n{texts}];\n\n{checks}\
         const _: () = assert!(!WRITTEN.is_empty() && !CREDENTIALS.is_empty(), \"no rule was found\");\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("registry.rs");
    fs::write(out, text).expect("the output folder can be written");
}

pub(crate) fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of rules can be listed")
        .map(|entry| entry.expect("an entry of it can be read").path())
        .collect();
    paths.sort();
    paths
}

pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
