#![doc = include_str!("../README.md")]

mod engine;
mod error;
mod file;
mod fix;
mod judge;
mod plan;
pub mod report;
mod texts;
mod waivers;

pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use file::wants;
pub use fix::{FixedFile, Fixing, Refused, RefusedFor, fix};
pub use plan::Plan;
