#![doc = include_str!("../README.md")]

mod engine;
mod error;
mod file;
mod judge;
mod levels;
mod plan;
pub mod report;
mod texts;
mod waivers;

pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use file::wants;
pub use plan::Plan;
