//! Kustomize overlays.
//!
//! # Source
//! Kustomize 5 as `kubectl kustomize` has it; the differential tests compare with it.

mod bases;
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
use std::rc::Rc;
use std::sync::Arc;

use sekimori_model::Limits;

pub use bases::Bases;

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
    build_on(&Bases::default(), files, folder, limits, budget)
}

/// Builds an overlay as [`build`] does, on bases that may have been built before.
///
/// # Errors
/// As [`build`].
pub fn build_on(
    bases: &Bases,
    files: &dyn Files,
    folder: &str,
    limits: &Limits,
    budget: &Budget<'_>,
) -> Result<Built, Error> {
    let build = Build {
        files,
        limits: *limits,
        budget,
        bases,
        parts: RefCell::default(),
        schema: RefCell::default(),
        metadata: RefCell::default(),
        root: RefCell::default(),
    };
    let (path, objects) = build.run(folder)?;
    let trees = objects.0.iter().map(|object| &object.tree);
    let rendered = write::documents(&path, trees, budget);
    let rendered = rendered.map_err(|fault| wrong::Wrong::from(fault).into_error(&path))?;
    let parts = build.parts.into_inner();
    Ok(Built { rendered, files: parts.files.into_iter().collect(), remote: parts.remote })
}

/// One build.
struct Build<'a> {
    files: &'a dyn Files,
    limits: Limits,
    budget: &'a Budget<'a>,
    bases: &'a Bases,
    parts: RefCell<bases::Parts>,
    /// The file that `openapi` names, which then is all that is known of types.
    schema: RefCell<Option<Rc<tree::Tree>>>,
    /// `buildMetadata` of the kustomization that is built.
    metadata: RefCell<Vec<String>>,
    /// The folder that is built.
    root: RefCell<String>,
}
