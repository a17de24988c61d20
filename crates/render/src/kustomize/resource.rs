//! An object on its way through a build, with the names that it had.

use std::rc::Rc;

use super::id::{Gvk, Id};
use super::tree::{At, Map, Tree};

/// An object.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) tree: Tree,
    /// Kind, namespace and name as they were before each change, the oldest first.
    previous: Vec<(String, String, String)>,
    pub(super) prefixes: Vec<String>,
    pub(super) suffixes: Vec<String>,
    pub(super) needs_hash: bool,
    pub(super) behavior: Behavior,
    /// The variables whose value is a field of it.
    pub(super) vars: Vec<String>,
    /// What `buildMetadata` says of where it comes from and what changed it.
    pub(super) origin: Option<String>,
    pub(super) changed_by: Vec<Rc<str>>,
}

/// What a generator does with an object of its name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Behavior {
    #[default]
    Create,
    Merge,
    Replace,
}

impl Resource {
    pub(super) fn new(tree: Tree) -> Self {
        Self {
            tree,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            needs_hash: false,
            behavior: Behavior::Create,
            vars: Vec::new(),
            origin: None,
            changed_by: Vec::new(),
        }
    }

    pub(super) fn gvk(&self) -> Gvk {
        Gvk::new(self.tree.text_of("apiVersion"), self.kind())
    }

    pub(super) fn kind(&self) -> &str {
        self.tree.text_of("kind")
    }

    pub(super) fn name(&self) -> &str {
        self.tree.get("metadata").map(|metadata| metadata.text_of("name")).unwrap_or_default()
    }

    pub(super) fn namespace(&self) -> &str {
        self.tree.get("metadata").map(|metadata| metadata.text_of("namespace")).unwrap_or_default()
    }

    /// Returns what it is now.
    pub(super) fn id(&self) -> Id {
        Id { gvk: self.gvk(), name: self.name().to_owned(), namespace: self.namespace().to_owned() }
    }

    /// Returns what it was, the oldest first.
    pub(super) fn previous(&self) -> impl DoubleEndedIterator<Item = Id> + '_ {
        let gvk = self.gvk();
        self.previous.iter().map(move |(kind, namespace, name)| Id {
            gvk: Gvk { kind: kind.clone(), ..gvk.clone() },
            name: name.clone(),
            namespace: namespace.clone(),
        })
    }

    /// Returns what it was at first.
    pub(super) fn original(&self) -> Id {
        self.previous().next().unwrap_or_else(|| self.id())
    }

    /// Returns all that it was, and what it is.
    pub(super) fn ids(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.previous().collect();
        ids.push(self.id());
        ids
    }

    /// Remembers what it is now, before that changes.
    pub(super) fn remember(&mut self) {
        let id = self.id();
        let last = (id.gvk.kind.clone(), id.effective_namespace().to_owned(), id.name.clone());
        // It only matters what names it had, not how often.
        if !self.previous.contains(&last) {
            self.previous.push(last);
        }
    }

    /// Takes over the names that another one had.
    pub(super) fn take_history(&mut self, other: &Self) {
        self.previous.clone_from(&other.previous);
        self.prefixes.clone_from(&other.prefixes);
        self.suffixes.clone_from(&other.suffixes);
        self.vars.clone_from(&other.vars);
    }

    /// Returns how many bytes its former names have.
    pub(super) fn history_size(&self) -> usize {
        let former = self.previous.iter().map(|(kind, namespace, name)| {
            [kind, namespace, name].iter().map(|text| text.len()).sum::<usize>()
        });
        let affixes = self.prefixes.iter().chain(&self.suffixes).map(String::len);
        former.chain(affixes).sum()
    }

    pub(super) fn metadata(&mut self) -> Option<&mut Map> {
        let at = self.tree.at.clone();
        self.tree.as_map_mut()?.child("metadata", &at)
    }

    pub(super) fn set_name(&mut self, name: &str) {
        if let Some(metadata) = self.metadata() {
            // The place stays where the name was written: only a part of it is new.
            let at = metadata.get("name").and_then(|old| old.at.clone());
            metadata.set("name", Tree::text(name, at));
        }
    }

    pub(super) fn set_kind(&mut self, kind: &str) {
        if let Some(map) = self.tree.as_map_mut() {
            let at = map.get("kind").and_then(|old| old.at.clone());
            map.set("kind", Tree::text(kind, at));
        }
    }

    /// Sets or, where it is empty, takes away the namespace.
    pub(super) fn set_namespace(&mut self, namespace: &str) {
        if self.namespace() == namespace {
            return;
        }
        if let Some(metadata) = self.metadata() {
            let at = metadata.get("namespace").and_then(|old| old.at.clone());
            if namespace.is_empty() {
                metadata.remove("namespace");
            } else {
                metadata.set("namespace", Tree::text(namespace, at));
            }
        }
    }

    /// Sets an annotation.
    pub(super) fn annotate(&mut self, key: &str, value: &str, at: &At) {
        if let Some(annotations) = self.metadata().and_then(|metadata| metadata.child("annotations", at)) {
            annotations.set(key, Tree::text(value, at.clone()));
        }
    }

    /// Returns the value of an annotation.
    pub(super) fn annotation(&self, key: &str) -> Option<&str> {
        self.tree.get("metadata")?.get("annotations")?.get(key)?.raw()
    }

    /// Tells whether nothing is left of it.
    pub(super) fn is_empty(&self) -> bool {
        self.tree.as_map().is_none_or(|map| map.0.is_empty())
    }

    /// Names it in a message: kind and name, never a value.
    pub(super) fn label(&self) -> String {
        let (kind, name) = (self.kind(), self.name());
        match self.namespace() {
            "" => format!("{kind} `{name}`"),
            namespace => format!("{kind} `{namespace}/{name}`"),
        }
    }
}
