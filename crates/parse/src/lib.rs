#![doc = include_str!("../README.md")]
#![deny(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice
)]

#[expect(
    clippy::arithmetic_side_effects,
    reason = "places in bytes that are in memory; sums of what an archive says are checked where they are made"
)]
pub mod archive;
pub mod baseline;
pub mod code_owners;
pub mod config;
pub mod dockerfile;
pub mod edit;
mod encoding;
mod failure;
pub mod ignores;
pub mod image;
pub mod kubernetes;
pub mod layer;
pub mod licence;
pub mod lsm;
pub mod notification;
pub mod oci;
pub mod packages;
mod parts;
pub mod sbom;
pub mod waiver;
pub mod yaml;

pub use encoding::{Text, decode};
pub use failure::Failure;
