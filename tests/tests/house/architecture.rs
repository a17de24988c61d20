//! ARCHITECTURE.md tells of the house as it is.

use std::collections::BTreeSet;

use crate::faults::assert_none;
use crate::workspace::{read, rooms};

/// The header of the table that is compared.
const HEADER: &str = "| room | floor | pure | one line | must never |";

/// The rooms of the table as (name, floor, pure), and the rows that leave a cell empty.
fn table() -> (BTreeSet<(String, String, String)>, Vec<String>) {
    let text = read("ARCHITECTURE.md");
    let rows =
        text.lines().skip_while(|line| *line != HEADER).skip(2).take_while(|line| line.starts_with('|'));
    let (mut rooms, mut faults) = (BTreeSet::new(), Vec::new());
    for row in rows {
        let cells: Vec<String> =
            row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        let [name, floor, pure, line, never] = cells.as_slice() else {
            faults.push(format!("ARCHITECTURE.md: not five cells: {row}"));
            continue;
        };
        if line.is_empty() || never.is_empty() {
            faults.push(format!("ARCHITECTURE.md: {name} has an empty cell"));
        }
        rooms.insert((name.clone(), floor.clone(), pure.clone()));
    }
    (rooms, faults)
}

#[test]
fn the_table_of_rooms_equals_the_manifests() {
    let (told, mut faults) = table();
    let word = |pure| if pure { "yes" } else { "no" };
    let rooms = rooms();
    let real =
        rooms.values().map(|room| (room.name.clone(), room.floor.to_string(), word(room.pure).to_owned()));
    let real: BTreeSet<_> = real.collect();
    let row = |(name, floor, pure): &(String, String, String)| format!("{name}, floor {floor}, pure: {pure}");
    faults.extend(real.difference(&told).map(|room| format!("ARCHITECTURE.md lacks: {}", row(room))));
    faults.extend(told.difference(&real).map(|room| format!("no manifest says: {}", row(room))));
    let remedy = format!("make the table below `{HEADER}` say what [package.metadata.sekimori] says");
    assert_none("The table of rooms equals the manifests", &remedy, &faults);
}
