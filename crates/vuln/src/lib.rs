#![doc = include_str!("../README.md")]

mod cvss;
mod database;
mod ecosystem;
mod error;
mod matching;
mod order;
mod record;
mod vex;

pub use cvss::{Cvss, CvssVersion, Rating};
pub use database::{Builder, Built, Database, EpssList, Facts, KevList, RecordFacts, SourceFacts, Texts};
pub use ecosystem::Ecosystem;
pub use error::Error;
pub use matching::{Gap, Matches, Remedy};
pub use order::{MAX_VERSION_BYTES, Order};
pub use record::{AffectedPackage, Event, EventKind, Grade, MAX_RECORD_BYTES, Range, Record};
pub use vex::{Decided, MAX_VEX_BYTES, Vex, VexDocument, VexStatement, Whole};
