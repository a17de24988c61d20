//! The paths of files beside those by which they were first met, and those that are new of files that are known already.
//!
//! Folders are followed from above, each once for each path that it has. Most have one, and nothing is kept of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::graph::{Graph, NONE, What};

/// Paths that are followed of folders and files beside the first ones, lest folders that hold themselves many times over
/// grow without end.
const STEPS: usize = 4 << 20;
/// The top.
const TOP: u32 = 0;

/// Paths, each a name in another.
#[derive(Default)]
pub(super) struct Ways {
    /// The folder and the name of each; the first is the top.
    list: Vec<(u32, Box<[u8]>)>,
    index: HashMap<Box<[u8]>, u32>,
    /// The other paths of files that are new.
    others: BTreeMap<u32, Vec<u32>>,
    /// The new paths of files that are known already.
    moved: BTreeMap<u32, Vec<u32>>,
    /// There were more paths than are followed.
    pub(super) is_cut: bool,
}

/// Where a folder or a file was met.
struct Met {
    /// The path of each folder by which it was first met.
    first: Vec<u32>,
    at_first: Vec<bool>,
    elsewhere: HashSet<(u32, u32)>,
}

impl Met {
    /// Takes note of a path of something; tells whether it is new.
    fn insert(&mut self, number: u32, way: u32, is_first: bool) -> bool {
        if is_first {
            let met = self.at_first.get_mut(number as usize);
            return met.is_some_and(|met| !std::mem::replace(met, true));
        }
        self.elsewhere.insert((number, way))
    }

    fn first(&self, number: u32) -> Option<u32> {
        self.first.get(number as usize).copied().filter(|way| *way != NONE)
    }
}

impl Ways {
    /// Follows all folders from where history walked.
    pub(super) fn of(graph: &Graph) -> Self {
        let mut ways = Self { list: vec![(TOP, Box::default())], ..Self::default() };
        let mut met = Met {
            first: vec![NONE; graph.nodes.len()],
            at_first: vec![false; graph.nodes.len()],
            elsewhere: HashSet::new(),
        };
        // What holds another was met before it.
        for (number, node) in (0..).zip(&graph.nodes).filter(|(_, node)| node.is_walked) {
            let way = match met.first(node.parent) {
                Some(folder) => ways.step(folder, graph.name(number)),
                // What an earlier run lost has its whole path for a name.
                None => graph
                    .name(number)
                    .split(|byte| *byte == b'/')
                    .fold(TOP, |way, name| if name.is_empty() { way } else { ways.step(way, name) }),
            };
            if let Some(first) = met.first.get_mut(number as usize) {
                *first = way;
            }
        }
        // What an earlier run lost was not seen there, whatever is known of the rest.
        let is_lost = |root: u32| {
            !graph.name(root).is_empty() && graph.at(root).is_some_and(|node| node.parent == NONE)
        };
        let lost = graph.roots.iter().filter(|(root, _)| is_lost(*root));
        for (root, _) in lost {
            let way = met.first(*root).unwrap_or(TOP);
            ways.follow(graph, (*root, way), false, &mut met);
        }
        for of_known in [true, false] {
            for (root, _) in graph.roots.iter().filter(|(root, known)| *known == of_known && !is_lost(*root))
            {
                ways.follow(graph, (*root, TOP), of_known, &mut met);
            }
        }
        ways
    }

    /// Follows a folder, of which `known` tells whether it was seen before.
    fn follow(&mut self, graph: &Graph, root: (u32, u32), known: bool, met: &mut Met) {
        let mut open = Vec::new();
        if met.insert(root.0, root.1, met.first(root.0) == Some(root.1)) {
            open.push(root);
        }
        while let Some((folder, way)) = open.pop() {
            let mut odd_ones = HashSet::new();
            for (child, is_odd) in graph.children(folder) {
                if is_odd {
                    // Its names in this folder are all told at once.
                    if odd_ones.insert(child) {
                        for name in graph.odd_names(folder, child) {
                            let at = self.step(way, name);
                            self.meet(
                                graph,
                                (child, at),
                                met.first(child) == Some(at),
                                known,
                                met,
                                &mut open,
                            );
                        }
                    }
                    continue;
                }
                let Some(node) = graph.at(child) else { continue };
                let is_first = node.parent != NONE && met.first(node.parent) == Some(way);
                let at = match met.first(child) {
                    Some(first) if is_first => first,
                    // Of a file that is where it was first met, nothing is kept.
                    None if is_first => TOP,
                    _ => self.step(way, graph.name(child)),
                };
                self.meet(graph, (child, at), is_first, known, met, &mut open);
            }
            if met.elsewhere.len() > STEPS || self.list.len() > STEPS {
                self.is_cut = true;
                return;
            }
        }
    }

    /// Takes in that something has a path.
    fn meet(
        &mut self,
        graph: &Graph,
        (number, way): (u32, u32),
        is_first: bool,
        known: bool,
        met: &mut Met,
        open: &mut Vec<(u32, u32)>,
    ) {
        let Some(node) = graph.at(number) else { return };
        if !met.insert(number, way, is_first) {
            return;
        }
        if node.is_walked {
            open.push((number, way));
        }
        if node.what == What::Tree {
            return;
        }
        if node.is_known && !known {
            let way = if is_first { self.of_first(graph, number, met) } else { way };
            self.moved.entry(number).or_default().push(way);
        } else if !node.is_known && !is_first {
            self.others.entry(number).or_default().push(way);
        }
    }

    /// The path by which a file was first met.
    fn of_first(&mut self, graph: &Graph, number: u32, met: &Met) -> u32 {
        let folder = graph.at(number).and_then(|node| met.first(node.parent)).unwrap_or(TOP);
        self.step(folder, graph.name(number))
    }

    /// The path of a name in a folder.
    fn step(&mut self, folder: u32, name: &[u8]) -> u32 {
        let key = [&folder.to_le_bytes(), name].concat();
        if let Some(way) = self.index.get(&*key) {
            return *way;
        }
        let way = u32::try_from(self.list.len()).unwrap_or(NONE);
        self.list.push((folder, name.into()));
        self.index.insert(key.into(), way);
        way
    }

    fn path(&self, way: u32) -> Vec<u8> {
        let (mut parts, mut here) = (Vec::new(), way);
        while here != TOP
            && let Some((folder, name)) = self.list.get(here as usize)
        {
            parts.push(&**name);
            here = *folder;
        }
        parts.reverse();
        parts.join(&b'/')
    }

    /// The files that are known already and have a new path.
    pub(super) fn moved(&self) -> impl Iterator<Item = u32> + '_ {
        self.moved.keys().copied()
    }

    /// The new paths of such a file; none of any other.
    pub(super) fn new_paths(&self, number: u32) -> Option<impl Iterator<Item = Vec<u8>> + '_> {
        self.moved.get(&number).map(|ways| ways.iter().map(|way| self.path(*way)))
    }

    /// The paths of a new file beside the one by which it was first met.
    pub(super) fn other_paths(&self, number: u32) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.others.get(&number).into_iter().flatten().map(|way| self.path(*way))
    }
}
