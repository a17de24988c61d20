#![doc = include_str!("../README.md")]

mod cvss;
mod error;
mod order;

pub use cvss::{Cvss, CvssVersion, Rating};
pub use error::Error;
pub use order::{MAX_VERSION_BYTES, Order};
