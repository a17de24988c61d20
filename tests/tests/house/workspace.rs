//! What the house is made of: its rooms, as cargo sees them, and its files, as git sees them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A room, as its manifest describes it.
pub(crate) struct Room {
    /// The folder's name, which is the package's name without its prefix.
    pub(crate) name: String,
    pub(crate) floor: u64,
    pub(crate) pure: bool,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a manifest that names another crate, dev-dependencies and build-dependencies included.
pub(crate) struct Dependency {
    /// The package's name, or the room's where it is one.
    pub(crate) name: String,
    pub(crate) is_room: bool,
}

/// Returns the top of the repository.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package `tests` stands in the repository").to_path_buf()
}

/// Returns the rooms by name, in the words of `cargo metadata`.
pub(crate) fn rooms() -> BTreeMap<String, Room> {
    let crates = root().join("crates");
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("cargo metadata lists packages");
    let rooms = packages.iter().filter_map(|package| room(package, &crates));
    let rooms: BTreeMap<_, _> = rooms.map(|room| (room.name.clone(), room)).collect();
    assert!(!rooms.is_empty(), "no room was found below {}", crates.display());
    rooms
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata failed: {errors}");
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn room(package: &Value, crates: &Path) -> Option<Room> {
    let manifest = Path::new(package["manifest_path"].as_str()?);
    let folder = manifest.parent()?;
    if folder.parent()? != crates {
        return None;
    }
    let name = folder.file_name()?.to_string_lossy().into_owned();
    let said = &package["metadata"]["sekimori"];
    let missing = |key: &str| {
        format!("crates/{name}/Cargo.toml does not say `{key}`: add it to [package.metadata.sekimori]")
    };
    let floor = said["floor"].as_u64().unwrap_or_else(|| panic!("{}", missing("floor")));
    let pure = said["pure"].as_bool().unwrap_or_else(|| panic!("{}", missing("pure")));
    let package_name = package["name"].as_str()?;
    let expected = if name == "sekimori" { name.clone() } else { format!("sekimori-{name}") };
    assert_eq!(package_name, expected, "crates/{name}/Cargo.toml: a room's package is named for its folder");
    let dependencies = package["dependencies"].as_array()?.iter().filter_map(dependency).collect();
    Some(Room { name, floor, pure, dependencies })
}

fn dependency(dependency: &Value) -> Option<Dependency> {
    let name = dependency["name"].as_str()?;
    let is_room = dependency["path"].is_string();
    let name = if is_room { name.strip_prefix("sekimori-").unwrap_or(name) } else { name };
    Some(Dependency { name: name.to_owned(), is_room })
}

/// Returns the files that git knows or would take, relative to the root, sorted. What was deleted is left out.
pub(crate) fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"])
        .current_dir(root())
        .output()
        .expect("git can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git ls-files failed: {errors}");
    let names = String::from_utf8(output.stdout).expect("file names of the house are UTF-8");
    let mut names: Vec<String> = names.split_terminator('\0').map(str::to_owned).collect();
    names.retain(|name| root().join(name).is_file());
    names.sort();
    names
}

/// Returns the files whose names end in `suffix`.
pub(crate) fn files_ending(suffix: &str) -> Vec<String> {
    files().into_iter().filter(|name| name.ends_with(suffix)).collect()
}

/// Returns the text of a file, named from the root.
pub(crate) fn read(name: &str) -> String {
    let path = root().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Returns the text of a file, or nothing where it is none.
pub(crate) fn read_text(name: &str) -> Option<String> {
    String::from_utf8(fs::read(root().join(name)).ok()?).ok()
}
