//! What clippy forbids, and where.

use std::collections::BTreeSet;

use crate::faults::assert_none;
use crate::generated::compare_or_bless;
use crate::workspace::{read, read_text, rooms};

/// The one place where the bans of pure rooms are written.
const PURE: &str = "tests/tests/house/pure.clippy.toml";

/// What a pure room must not touch. The list is short of what `PURE` bans: it is what may never be taken out of it.
const AMBIENT: &[&str] = &[
    "std::env::args",
    "std::env::current_dir",
    "std::env::var",
    "std::env::vars",
    "std::fs::File",
    "std::fs::read",
    "std::fs::read_dir",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::process::Command",
    "std::process::exit",
    "std::thread::sleep",
    "std::time::Instant::now",
    "std::time::SystemTime::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
];

/// The paths of all bans of a clippy.toml, and the lines that give no reason.
fn bans(text: &str) -> (BTreeSet<&str>, Vec<&str>) {
    let entries = text.lines().map(str::trim).filter(|line| line.starts_with('{'));
    let (mut paths, mut bare) = (BTreeSet::new(), Vec::new());
    for line in entries {
        let mut quoted = line.split('"');
        if let (Some(before), Some(path)) = (quoted.next(), quoted.next()) {
            assert!(before.ends_with("path = "), "`{line}`: write the path first");
            paths.insert(path);
        }
        if !line.contains("reason = \"") {
            bare.push(line);
        }
    }
    (paths, bare)
}

#[test]
fn every_pure_room_has_the_bans_of_pure_rooms() {
    let text = read(PURE);
    for room in rooms().values().filter(|room| room.pure) {
        compare_or_bless(&format!("crates/{}/clippy.toml", room.name), &text);
    }
}

#[test]
fn a_room_that_is_not_pure_has_the_bans_of_the_root() {
    let rooms = rooms();
    let impure =
        rooms.values().filter(|room| !room.pure).map(|room| format!("crates/{}/clippy.toml", room.name));
    let faults: Vec<_> = impure.filter(|name| read_text(name).is_some()).collect();
    assert_none("A clippy.toml of its own hides the root's", "remove it, or make the room pure", &faults);
}

#[test]
fn the_bans_of_pure_rooms_leave_nothing_ambient() {
    let text = read(PURE);
    let root = read("clippy.toml");
    let ((pure, bare), (shared, bare_of_root)) = (bans(&text), bans(&root));
    let required = AMBIENT.iter().copied().chain(shared);
    let missing =
        required.filter(|path| !pure.contains(path)).map(|path| format!("{PURE} does not ban {path}"));
    let bare = bare.into_iter().chain(bare_of_root).map(|line| format!("no reason: {line}"));
    let faults: Vec<_> = missing.chain(bare).collect();
    let remedy = "add the entry, with the remedy as its reason; a room's clippy.toml replaces the root's, so its \
                  bans are repeated";
    assert_none("Pure rooms touch nothing ambient", remedy, &faults);
}
