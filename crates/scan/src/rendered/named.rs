//! What kustomizations name, read from their own fields before any of them is built.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sekimori_parse::decode;
use sekimori_parse::yaml::{Document, Node, documents};
use sekimori_render::{Files, folder_of, join};

use super::tree::Tree;
use crate::plan::Plan;

/// A kustomization, by what it says itself.
#[derive(Debug, Default)]
pub(super) struct Kustomization {
    pub(super) path: Arc<str>,
    /// False for a component, which is built only as part of an overlay, and for what others call a Kustomization.
    pub(super) stands_for_itself: bool,
    /// Whether it can be read at all.
    pub(super) is_read: bool,
    /// The folders that it is built on: those of other kustomizations, by their index.
    pub(super) parts: BTreeSet<usize>,
    /// The files that it applies as patches.
    patches: Vec<String>,
    /// What it is built on: folders and files.
    names: Vec<String>,
}

impl Kustomization {
    /// Returns the files that it applies as patches and does not take for objects.
    pub(super) fn only_patches(&self) -> impl Iterator<Item = &String> {
        self.patches.iter().filter(|patch| !self.names.contains(patch))
    }
}

/// The fields in which a kustomization names others.
const PARTS: [&str; 6] = ["resources", "bases", "components", "generators", "transformers", "validators"];

/// The fields in which it names patches.
const PATCHES: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

/// Reads what kustomizations name; `paths` are sorted.
pub(super) fn read(paths: Vec<Arc<str>>, tree: &Tree<'_>, plan: &Plan) -> Vec<Kustomization> {
    let mut all: Vec<Kustomization> = paths.into_iter().map(|path| one(path, tree, plan)).collect();
    let by_folder: HashMap<String, usize> =
        all.iter().enumerate().map(|(index, one)| (folder_of(&one.path).to_owned(), index)).collect();
    for (index, one) in all.iter_mut().enumerate() {
        let parts = one.names.iter().filter_map(|folder| by_folder.get(folder).copied());
        one.parts = parts.filter(|part| *part != index).collect();
    }
    all
}

fn one(path: Arc<str>, tree: &Tree<'_>, plan: &Plan) -> Kustomization {
    let bytes = tree.read(&path).ok().flatten().unwrap_or_default();
    let text = decode(&bytes);
    let document = text.as_ref().ok().and_then(|text| documents(text, &plan.config.limits).next());
    let home = folder_of(&path).to_owned();
    if let Some(Ok(document)) = document {
        return said(path, &home, &document);
    }
    let text = String::from_utf8_lossy(&bytes);
    let patches = guessed(&text).filter_map(|name| join(&home, name)).collect();
    Kustomization { path, stands_for_itself: true, patches, ..Kustomization::default() }
}

fn said(path: Arc<str>, home: &str, document: &Document<'_>) -> Kustomization {
    let root = document.root();
    let group = root.get("apiVersion").and_then(Node::text);
    let is_ours = group.is_none_or(|group| group.is_empty() || group.starts_with("kustomize.config.k8s.io/"));
    let items = |field: &str| {
        let list = root.get(field).filter(|list| list.is_sequence());
        list.map(|list| list.items().collect::<Vec<_>>()).unwrap_or_default()
    };
    let names = PARTS.iter().flat_map(|field| items(field)).filter_map(Node::text);
    let patches = PATCHES.iter().flat_map(|field| items(field));
    let patches = patches.filter_map(|item| item.text().or_else(|| item.get("path").and_then(Node::text)));
    Kustomization {
        stands_for_itself: is_ours && root.get("kind").and_then(Node::text) != Some("Component"),
        is_read: true,
        names: names.filter_map(|name| join(home, name)).collect(),
        patches: patches.filter_map(|name| join(home, name)).collect(),
        path,
        ..Kustomization::default()
    }
}

/// Guesses which patches a text names that is no YAML: below the fields of patches, what stands behind `path:` or `-`.
fn guessed(text: &str) -> impl Iterator<Item = &str> {
    let mut is_patches = false;
    text.lines().filter_map(move |line| {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            is_patches = line.split_once(':').is_some_and(|(key, _)| PATCHES.contains(&key));
        }
        let item = line.trim().trim_start_matches("- ").trim_start();
        let name = item.strip_prefix("path:").unwrap_or(item).trim().trim_matches(['"', '\'']);
        (is_patches && crate::file::is_manifest(name)).then_some(name)
    })
}

/// Returns the indexes of kustomizations that are connected, each group and all groups sorted.
pub(super) fn groups(all: &[Kustomization]) -> Vec<Vec<usize>> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    for (index, one) in all.iter().enumerate() {
        for part in &one.parts {
            for (from, to) in [(index, *part), (*part, index)] {
                near.get_mut(from).into_iter().for_each(|list| list.push(to));
            }
        }
    }
    let mut met = BTreeSet::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for start in 0..all.len() {
        let mut open = vec![start];
        let mut group = Vec::new();
        while let Some(index) = open.pop() {
            if met.insert(index) {
                group.push(index);
                open.extend(near.get(index).into_iter().flatten());
            }
        }
        group.sort_unstable();
        groups.extend((!group.is_empty()).then_some(group));
    }
    groups
}
