//! The functions of Sprig and Helm, one file a subject.
//!
//! A function checks its arguments as Go's reflection does, and asks the budget before it makes much of little. Those that
//! make a text of texts are `made`: what they give is unknown where an argument is. Those that choose or keep are not.

mod args;
mod casing;
mod cast;
mod constraints;
mod conversion;
mod dates;
mod decimal;
mod defaults;
mod dicts;
mod digests;
mod durations;
mod encoding;
mod indentation;
mod layout;
mod lists;
mod merge;
mod moment;
mod numbers;
mod paths;
mod patterns;
mod placeholders;
mod reading;
mod reflection;
mod sequences;
mod splitting;
mod strings;
mod trimming;
mod urls;
mod versions;
mod wrapping;

use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// The functions of one subject, by name.
type Table = &'static [(&'static str, Function)];

/// All functions, by name.
static ALL: LazyLock<BTreeMap<&'static str, Function>> = LazyLock::new(|| {
    let tables: [Table; 22] = [
        casing::TABLE,
        conversion::TABLE,
        dates::TABLE,
        defaults::TABLE,
        dicts::TABLE,
        digests::TABLE,
        encoding::TABLE,
        indentation::TABLE,
        lists::TABLE,
        merge::TABLE,
        numbers::TABLE,
        paths::TABLE,
        patterns::TABLE,
        placeholders::TABLE,
        reflection::TABLE,
        sequences::TABLE,
        splitting::TABLE,
        strings::TABLE,
        trimming::TABLE,
        urls::TABLE,
        versions::TABLE,
        wrapping::TABLE,
    ];
    tables.iter().flat_map(|table| table.iter().copied()).collect()
});

/// Finds a function by its name. Those that need the engine (`include`, `tpl`) and those of Go itself (`printf`, `eq`,
/// ...) are the engine's.
pub(crate) fn find(name: &str) -> Option<Function> {
    ALL.get(name).copied()
}

/// A row of a table whose function makes a text: unknown where an argument is.
macro_rules! made {
    ($name:literal, $function:path) => {
        ($name, |call, args| Ok($crate::helm::functions::args::marked(args, $function(call, args)?)))
    };
}

use made;
