#![doc = include_str!("../README.md")]

mod advisories;
mod baseline;
mod by_place;
mod causes;
mod conclude;
mod custom;
pub mod deps;
mod engine;
mod error;
mod file;
mod fix;
mod focus;
mod found_by;
mod history;
mod hush;
mod image;
pub mod import;
mod judge;
mod levels;
mod lines;
mod owners;
mod packed;
mod plan;
mod profiles;
pub mod rebuild;
mod registry;
mod rendered;
pub mod report;
mod risk;
pub mod sbom;
mod secrets;
pub mod site;
mod streamed;
mod telling;
mod texts;
mod verification;
mod waivers;

pub use advisories::{
    Advisories, Answer, Asked, DatabaseBytes, Held, Inquiry, Kept, Published, Replacement, Stated,
    is_published, judge_bills, judge_published,
};
pub use causes::cause;
pub use engine::{Progress, Scan, scan};
pub use error::Error;
pub use file::wants;
pub use fix::{FixedFile, Fixing, Refused, RefusedFor, fix};
pub use focus::Focus;
pub use found_by::{FoundBy, found_by};
pub use history::search_history;
pub use hush::{hush_bill, hush_own, said, shown};
pub use image::{ImageScan, Reading, collect_image, scan_image};
pub use owners::Owners;
pub use packed::PackedFindings;
pub use plan::Plan;
pub use registry::judge_registry;
pub use rendered::{Charts, Timer};
pub use secrets::secret_ranges;
pub use sekimori_secrets::PathKind;
pub use sekimori_vuln::MAX_VEX_BYTES;
pub use verification::Verifier;
