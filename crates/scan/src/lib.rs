#![doc = include_str!("../README.md")]

mod baseline;
mod custom;
mod engine;
mod error;
mod file;
mod fix;
mod focus;
mod found_by;
mod history;
pub mod import;
mod judge;
mod levels;
mod lines;
mod owners;
mod packed;
mod plan;
mod profiles;
mod rendered;
pub mod report;
mod secrets;
pub mod site;
mod texts;
mod verification;
mod waivers;

pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use file::wants;
pub use fix::{FixedFile, Fixing, Refused, RefusedFor, fix};
pub use focus::Focus;
pub use found_by::{FoundBy, found_by};
pub use history::search_history;
pub use owners::Owners;
pub use packed::PackedFindings;
pub use plan::Plan;
pub use rendered::{Charts, Timer};
pub use verification::Verifier;
