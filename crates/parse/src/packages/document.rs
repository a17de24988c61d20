//! Lockfiles as documents of the formats that they are written in.

use std::fmt::Display;

use sekimori_model::{Limits, NotAnalysed};
use serde::Deserialize;

use super::Bounds;
use crate::{Failure, Text, parts, yaml};

/// Reads JSON. What is wrong with it is told by its place alone: the text itself may hold anything.
pub(super) fn json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Failure> {
    parts::json(text)?;
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        // The one limit that its parser has.
        let is_deep = error.is_syntax() && error.to_string().starts_with("recursion limit");
        if is_deep {
            Failure::of_file(NotAnalysed::TooDeep, place)
        } else {
            malformed(format!("no JSON at {place}"))
        }
    })
}

/// Reads TOML.
pub(super) fn toml<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Failure> {
    parts::toml(text)?;
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.lines().count().max(1));
        malformed(format!("no TOML at line {line}"))
    })
}

/// Reads the documents of a lockfile in YAML.
pub(super) fn yaml<'t>(text: &'t Text<'_>, bounds: &Bounds) -> yaml::Documents<'t> {
    // 30 nodes a package, as generous as lockfiles are.
    let nodes = u32::try_from(bounds.packages.saturating_mul(30).min(8_000_000)).unwrap_or(u32::MAX);
    let limits = Limits { depth: bounds.depth, documents: 8, nodes, ..Limits::default() };
    yaml::documents(text, &limits)
}

/// Reads the first document of a file in YAML; none where there is none.
pub(super) fn first_yaml<'t>(
    text: &'t Text<'_>,
    bounds: &Bounds,
) -> Result<Option<yaml::Document<'t>>, Failure> {
    yaml(text, bounds).next().transpose()
}

/// A file that is not of its format.
pub(super) fn malformed(detail: impl Display) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, detail.to_string())
}
