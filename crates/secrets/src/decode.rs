//! What is written in another way: each encoding finds the stretches that may be in it, and decodes those that can hold
//! something. One file each.

pub(crate) mod base64;
pub(crate) mod escapes;
pub(crate) mod hex;
mod named;
mod places;
pub(crate) mod runs;
mod text;
pub(crate) mod utf16;

use std::ops::Range;

pub(crate) use named::{is_secret_manifest, name_before};
pub(crate) use places::Places;
pub(crate) use runs::LEAST;
pub(crate) use text::{is_binary, is_program, is_promising};

/// A stretch that was decoded. It has no `Debug`, because it may be a secret.
pub(crate) struct Piece {
    /// The word for the step.
    pub(crate) step: &'static str,
    /// The stretch in the bytes that it was read from.
    pub(crate) span: Range<usize>,
    /// What it says.
    pub(crate) bytes: Vec<u8>,
    /// How to get from a place in `bytes` to one in those that it was read from.
    pub(crate) places: Places,
}

/// The most bytes that are decoded of one stretch.
pub(crate) const MOST: usize = 8 << 20;
