//! Bases that were built once, for the overlays that come after.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::resource::Resource;
use super::target::{Folder, Sum};
use super::wrong::Wrong;
use super::{Build, Remote};
use crate::{Budget, Error, Fault, is_below};

/// The bases that several overlays of a scan have alike: each is built once, and copied for the others.
///
/// What comes of a base does not depend on the overlay that names it, but for what `openapi` and `buildMetadata` say:
/// where those say something, nothing is kept and nothing is taken.
#[derive(Debug, Default)]
pub struct Bases {
    shared: HashSet<String>,
    built: RefCell<HashMap<String, Rc<Result<Base, Error>>>>,
    bytes: Cell<u64>,
}

/// A base that was built.
#[derive(Debug)]
struct Base {
    sum: Sum,
    parts: Parts,
}

/// What a build met so far.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The files that were read.
    pub(super) files: BTreeSet<Arc<str>>,
    /// What is remote.
    pub(super) remote: Vec<Remote>,
    /// The folders whose kustomizations are in it.
    pub(super) folders: BTreeSet<String>,
}

/// How much text and how many nodes are kept, counted as a budget counts them; then it begins anew.
const MAX_BYTES: u64 = 128 << 20;

impl Bases {
    /// Keeps what comes of these folders, which more than one kustomization names.
    pub fn shared(folders: HashSet<String>) -> Self {
        Self { shared: folders, ..Self::default() }
    }

    fn keep(&self, folder: &str, made: Result<Base, Error>, bytes: u64) {
        if bytes > MAX_BYTES / 4 {
            return;
        }
        let mut built = self.built.borrow_mut();
        if self.bytes.get().saturating_add(bytes) > MAX_BYTES {
            built.clear();
            self.bytes.set(0);
        }
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        built.insert(folder.to_owned(), Rc::new(made));
    }
}

impl Parts {
    fn add(&mut self, other: &Self) {
        self.files.extend(other.files.iter().cloned());
        self.folders.extend(other.folders.iter().cloned());
        for remote in &other.remote {
            if !self.remote.contains(remote) {
                self.remote.push(remote.clone());
            }
        }
    }
}

impl Build<'_> {
    /// Tells whether what comes of a folder is the same for all overlays.
    fn is_shared(&self, folder: &str) -> bool {
        self.bases.shared.contains(folder)
            && self.schema.borrow().is_none()
            && !self.wants("originAnnotations")
            && !self.wants("transformerAnnotations")
    }

    /// Returns what came of a folder, where it was built before and may be taken.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be built, or a copy is too much.
    pub(super) fn known_base(&self, folder: &str, visited: &[String]) -> Result<Option<Sum>, Wrong> {
        if !self.is_shared(folder) {
            return Ok(None);
        }
        let Some(base) = self.bases.built.borrow().get(folder).cloned() else { return Ok(None) };
        let base = match &*base {
            Ok(base) => base,
            Err(error) => return Err(error.clone().into()),
        };
        // It may be built on what this overlay is a part of: then building it tells of the cycle.
        let is_cycle = |inner: &String| visited.iter().any(|other| other == inner || is_below(other, inner));
        if base.parts.folders.iter().any(is_cycle) {
            return Ok(None);
        }
        self.parts.borrow_mut().add(&base.parts);
        Ok(Some(base.sum.copied(self.budget)?))
    }

    /// Builds a base, and keeps what comes of it where others name it too.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be built.
    pub(super) fn base(&self, base: &Folder, visited: &mut Vec<String>) -> Result<Sum, Wrong> {
        if !self.is_shared(&base.home) {
            return self.enter(base, Sum::default(), visited);
        }
        let is_fresh = self.budget.is_fresh();
        let outer = self.parts.take();
        self.parts.borrow_mut().files.insert(Arc::clone(&base.path));
        let made = self.enter(base, Sum::default(), visited).map_err(|wrong| wrong.into_error(&base.path));
        let own = self.parts.replace(outer);
        self.parts.borrow_mut().add(&own);
        match made {
            Ok(sum) => {
                let before = self.budget.made();
                if self.schema.borrow().is_none() {
                    let kept = Base { sum: sum.copied(self.budget)?, parts: own };
                    self.bases.keep(&base.home, Ok(kept), self.budget.made().saturating_sub(before));
                }
                Ok(sum)
            }
            Err(error) => {
                // It is too much by itself, not because of what this overlay has besides.
                if is_fresh && matches!(error.fault, Fault::Bound(_)) {
                    self.bases.keep(&base.home, Err(error.clone()), 0);
                }
                Err(error.into())
            }
        }
    }
}

impl Resource {
    /// Copies an object with its history.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too much.
    pub(super) fn copied(&self, budget: &Budget<'_>) -> Result<Self, Fault> {
        budget.make(self.history_size())?;
        let mut copy = Self::new(self.tree.copied(budget)?);
        copy.take_history(self);
        copy.needs_hash = self.needs_hash;
        copy.behavior = self.behavior;
        copy.origin.clone_from(&self.origin);
        copy.changed_by.clone_from(&self.changed_by);
        Ok(copy)
    }
}
