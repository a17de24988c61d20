//! Which commit came before which: told by who follows on whom, because clocks are wrong, and rebases and imports give any date.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::commits::Commits;

/// Gives each commit its place in an order in which parents stand before their children; where neither follows on the other,
/// the dates decide, then the ids.
pub(super) fn ranks(commits: &Commits) -> Vec<u32> {
    let count = commits.list.len();
    let mut waits_for = vec![0_u32; count];
    let mut children: Vec<(u32, u32)> = Vec::new();
    for (number, commit) in (0..).zip(&commits.list) {
        // The same parent may be named twice.
        for parent in commit.parents.iter().filter_map(|id| commits.get(id)) {
            children.push((parent, number));
            if let Some(open) = waits_for.get_mut(number as usize) {
                *open += 1;
            }
        }
    }
    children.sort_unstable();
    let key = |number: u32| commits.at(number).map(|commit| Reverse((commit.time, commit.id, number)));
    let free = (0..).zip(&waits_for).filter(|(_, open)| **open == 0);
    let mut free: BinaryHeap<_> = free.filter_map(|(number, _)| key(number)).collect();
    // What follows on itself, which no hash allows, comes last.
    let mut ranks = vec![u32::MAX - 1; count];
    let mut rank = 0;
    while let Some(Reverse((_, _, number))) = free.pop() {
        if let Some(place) = ranks.get_mut(number as usize) {
            *place = rank;
            rank += 1;
        }
        let from = children.partition_point(|(parent, _)| *parent < number);
        let of_it = children.get(from..).unwrap_or_default();
        for (_, child) in of_it.iter().take_while(|(parent, _)| *parent == number) {
            let Some(open) = waits_for.get_mut(*child as usize) else { continue };
            *open -= 1;
            if *open == 0 {
                free.extend(key(*child));
            }
        }
    }
    ranks
}
