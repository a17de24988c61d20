//! YAML (and JSON, which it contains) as a lean tree in which every key and value knows where it stands.
//!
//! Invariants: a tree is bounded by its [`Limits`](sekimori_model::Limits) before it is returned; aliases
//! share nodes, so a bomb costs no memory; merge keys are resolved when a mapping is closed. Deliberately
//! absent: comments and formatting, which belong to [`edit`](crate::edit).

mod lenient;
mod plain;
mod reader;
mod scalar;
mod strict;
mod tree;

pub use reader::{Documents, documents};
pub use scalar::Scalar;
pub(crate) use scalar::{is_null_word, is_plain_text};
pub use tree::{Document, Entry, Node};
