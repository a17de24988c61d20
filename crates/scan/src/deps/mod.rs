//! Dependencies: what a tree needs with all that is known of it, and what a change does to that.

mod compare;
mod listed;
mod markdown;
mod review;
mod sides;
mod terminal;

use std::io::{self, Write};

use sekimori_model::dependencies::{DependencyList, DependencyReview};
use serde::Serialize;

pub use listed::list;
pub use markdown::{write_list as write_list_markdown, write_review as write_review_markdown};
pub use review::{Reviewed, review};
pub use sides::{Side, Sides};
pub use terminal::{list_line, review_lines, write_list, write_review};

/// An envelope of dependencies.
pub trait Envelope: Serialize {}

impl Envelope for DependencyList {}
impl Envelope for DependencyReview {}

/// Writes an envelope as JSON.
///
/// # Errors
/// What the writer says.
pub fn write_json(envelope: &impl Envelope, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, envelope)?;
    writeln!(out)
}
