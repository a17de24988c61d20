#![doc = include_str!("../README.md")]

mod baseline;
mod engine;
mod error;
mod file;
mod judge;
mod owners;
mod plan;
pub mod report;
mod scope;
mod texts;
mod waivers;

pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use file::wants;
pub use owners::Owners;
pub use plan::Plan;
pub use scope::Scope;
