//! Bills of materials: made of a tree of sources, written in the formats that others read, and asked why a package is
//! there.

mod about;
mod collect;
mod cyclonedx;
mod merge;
mod names;
mod spdx;
mod tree;
mod write;

pub use collect::names_packages;
pub use collect::{collect, wants};
pub(crate) use collect::{collect_files, collect_listed};
pub use merge::merge;
pub(crate) use merge::roots;
pub use tree::why;
pub use write::{SbomFormat, write};

#[cfg(test)]
mod tests;
