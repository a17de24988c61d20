#![doc = include_str!("../README.md")]
#![deny(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice
)]

pub mod baseline;
pub mod code_owners;
pub mod config;
pub mod edit;
mod encoding;
mod failure;
pub mod ignores;
pub mod image;
pub mod kubernetes;
pub mod lsm;
pub mod waiver;
pub mod yaml;

pub use encoding::{Text, decode};
pub use failure::Failure;
