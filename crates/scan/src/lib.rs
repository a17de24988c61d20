#![doc = include_str!("../README.md")]

mod engine;
mod error;
mod file;
mod judge;
mod plan;
mod profiles;
pub mod report;
mod texts;
mod waivers;

pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use plan::Plan;

/// Tells by its path whether a file is one that a parser knows.
pub fn wants(path: &str) -> bool {
    file::wants(path) || profiles::wants(path)
}
