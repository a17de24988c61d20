//! What the tests and benchmarks of the whole share: a generator of manifests that is the same everywhere.

mod generate;
mod tree;

pub use generate::{manifest, text};
pub use tree::Tree;
