//! Cargo: `Cargo.lock`, and programs that carry the list of what they were built of.
//!
//! # Source
//! The Cargo Book, "Cargo.toml vs Cargo.lock"; the lockfile's versions 1 to 4 in cargo's `resolver/encode.rs`;
//! github.com/rust-secure-code/cargo-auditable, PARSING.md.

mod binary;
mod lock;

use super::{FileName, Reader, Sort};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "cargo-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("Cargo.lock")],
        read: lock::read,
    },
    Reader { id: "cargo-binary", sort: Sort::Both, files: &[FileName::Program], read: binary::read },
];
