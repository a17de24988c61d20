//! Kustomize overlays.
//!
//! # Source
//! Kustomize 5 as `kubectl kustomize` has it; the differential tests compare with it.

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
    /// What is remote and was not fetched.
    pub remote: Vec<Remote>,
}

/// A resource, base, component or patch that is somewhere else.
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
pub fn build(
    _files: &dyn Files,
    _folder: &str,
    _limits: &Limits,
    _budget: &Budget<'_>,
) -> Result<Built, Error> {
    todo!()
}
