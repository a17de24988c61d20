//! What the tests and benchmarks of the whole share: a generator of manifests that is the same everywhere.

mod generate;

pub use generate::{Tree, manifest, text};
