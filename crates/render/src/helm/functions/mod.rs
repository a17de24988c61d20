//! The functions of Sprig and Helm, one file a subject.

use super::value::Value;
use crate::{Budget, Fault};

/// How a function is called.
pub(crate) struct Call<'a> {
    /// The name it was called by.
    pub(crate) name: &'a str,
    /// What it may cost.
    pub(crate) budget: &'a Budget<'a>,
}

/// A function of templates.
pub(crate) type Function = fn(&Call<'_>, &[Value]) -> Result<Value, Fault>;

/// Finds a function by its name. Those that need the engine (`include`, `tpl`) and those of Go itself (`printf`, `eq`,
/// ...) are the engine's.
pub(crate) fn find(_name: &str) -> Option<Function> {
    None
}
