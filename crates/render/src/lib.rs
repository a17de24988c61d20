#![doc = include_str!("../README.md")]
#![deny(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice
)]

mod budget;
mod error;
mod files;
pub mod helm;
pub mod kustomize;
mod rendered;

pub use budget::{Bounds, Budget, Level};
use error::without_secrets;
pub use error::{Error, Fault};
pub use files::{Files, InMemory, folder_of, is_below, join};
pub use rendered::{Line, Origin, Rendered};
