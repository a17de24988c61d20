//! Who may name whom.

use crate::allowed::{KEPT, PURE_MAY_NAME};
use crate::faults::assert_none;
use crate::workspace::rooms;

#[test]
fn every_edge_between_rooms_goes_strictly_down() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for room in rooms.values() {
        for below in room.dependencies.iter().filter_map(|dependency| rooms.get(&dependency.name)) {
            if below.floor >= room.floor {
                let (from, to) = (&room.name, &below.name);
                faults.push(format!(
                    "crates/{from}/Cargo.toml: {from} (floor {}) names {to} (floor {})",
                    room.floor, below.floor
                ));
            }
        }
    }
    let remedy = "move what both need to a lower floor, or hand it in as an argument or a trait of model; \
                  dev-dependencies count, so put a test that needs both into the package `tests`";
    assert_none("A room names only rooms on lower floors", remedy, &faults);
}

#[test]
fn a_pure_room_names_only_pure_rooms() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for room in rooms.values().filter(|room| room.pure) {
        for other in room.dependencies.iter().filter(|dependency| dependency.is_room) {
            if rooms.get(&other.name).is_none_or(|other| !other.pure) {
                faults
                    .push(format!("crates/{0}/Cargo.toml: {0} is pure and names {1}", room.name, other.name));
            }
        }
    }
    assert_none("A pure room names only pure rooms", "take what is needed as an argument", &faults);
}

#[test]
fn a_pure_room_names_only_outside_crates_of_its_list() {
    let mut faults = Vec::new();
    let rooms = rooms();
    for room in rooms.values().filter(|room| room.pure) {
        let list = PURE_MAY_NAME.iter().find(|(name, _)| *name == room.name).map(|(_, list)| *list);
        let Some(list) = list else {
            faults.push(format!("{} is pure and has no list", room.name));
            continue;
        };
        let outside = || room.dependencies.iter().filter(|dependency| !dependency.is_room);
        for other in outside().filter(|other| list.iter().all(|(known, _)| *known != other.name)) {
            faults.push(format!("crates/{}/Cargo.toml: `{}` is not on its list", room.name, other.name));
        }
        for (stale, _) in list.iter().filter(|(known, _)| outside().all(|other| other.name != *known)) {
            faults.push(format!("{} has `{stale}` on its list and does not name it", room.name));
        }
    }
    let remedy = "a crate that touches no file, network, clock or environment may be added, with its reason, to \
                  tests/tests/house/allowed.rs";
    assert_none("A pure room names only outside crates of its list", remedy, &faults);
}

#[test]
fn heavy_crates_are_named_only_by_their_keepers() {
    let mut faults = Vec::new();
    for room in rooms().values() {
        for other in &room.dependencies {
            let kept = KEPT.iter().find(|(name, _)| *name == other.name);
            if let Some((name, keepers)) = kept.filter(|(_, keepers)| !keepers.contains(&room.name.as_str()))
            {
                let keepers = keepers.join(", ");
                faults.push(format!("crates/{}/Cargo.toml: `{name}` is kept by {keepers}", room.name));
            }
        }
    }
    let remedy =
        "go through a room that keeps the crate, or add the room to KEPT in tests/tests/house/allowed.rs";
    assert_none("Each of these crates is named only by the rooms that keep it", remedy, &faults);
}
