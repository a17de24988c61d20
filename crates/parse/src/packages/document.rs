//! Lockfiles as documents of the formats that they are written in.

use std::fmt::Display;

use sekimori_model::NotAnalysed;
use serde::Deserialize;

use crate::Failure;

/// Reads JSON. What is wrong with it is told by its place alone: the text itself may hold anything.
pub(super) fn json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Failure> {
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
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.lines().count().max(1));
        malformed(format!("no TOML at line {line}"))
    })
}

/// A file that is not of its format.
pub(super) fn malformed(detail: impl Display) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, detail.to_string())
}
