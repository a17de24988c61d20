//! Kustomize overlays.
//!
//! # Source
//! Kustomize 5 as `kubectl kustomize` has it; the differential tests compare with it.

mod change;
mod chart;
mod config;
mod crd;
mod describe;
mod field;
mod generator;
mod hash;
mod id;
mod json_patch;
mod kustomization;
mod merge;
mod merge_list;
mod objects;
mod order;
mod patch;
mod plugin;
mod read;
mod references;
mod replacement;
mod resource;
mod scalar;
mod schema;
mod selector;
mod shape;
mod source;
mod tables;
mod target;
mod tree;
mod vars;
mod write;
mod wrong;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use sekimori_model::Limits;

use crate::{Budget, Error, Files, Rendered};

/// What an overlay gives.
#[derive(Debug)]
pub struct Built {
    /// All objects as one text.
    pub rendered: Rendered,
    /// All files that were read as parts of it, sorted: nobody else needs to judge them as plain manifests.
    pub files: Vec<Arc<str>>,
    /// What is remote and was not fetched, or a program and was not run.
    pub remote: Vec<Remote>,
}

/// A resource, base, component or patch that is somewhere else, or a function that is a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The kustomization that names it.
    pub path: Arc<str>,
    /// The line there.
    pub line: u32,
    /// What it names.
    pub address: String,
}

/// Builds the overlay whose kustomization stands in `folder`.
///
/// # Errors
/// An [`Error`] where `kubectl kustomize` would refuse it, or a bound is passed.
pub fn build(files: &dyn Files, folder: &str, limits: &Limits, budget: &Budget<'_>) -> Result<Built, Error> {
    let build = Build {
        files,
        limits: *limits,
        budget,
        read: RefCell::default(),
        remote: RefCell::default(),
        schema: RefCell::default(),
        metadata: RefCell::default(),
        root: RefCell::default(),
    };
    let (path, objects) = build.run(folder)?;
    let trees = objects.0.iter().map(|object| &object.tree);
    let rendered = write::documents(&path, trees, budget);
    let rendered = rendered.map_err(|fault| wrong::Wrong::from(fault).into_error(&path))?;
    let files = build.read.into_inner().into_iter().collect();
    Ok(Built { rendered, files, remote: build.remote.into_inner() })
}

/// One build.
struct Build<'a> {
    files: &'a dyn Files,
    limits: Limits,
    budget: &'a Budget<'a>,
    /// The files that were read.
    read: RefCell<BTreeSet<Arc<str>>>,
    remote: RefCell<Vec<Remote>>,
    /// The file that `openapi` names, which then is all that is known of types.
    schema: RefCell<Option<Rc<tree::Tree>>>,
    /// `buildMetadata` of the kustomization that is built.
    metadata: RefCell<Vec<String>>,
    /// The folder that is built.
    root: RefCell<String>,
}
