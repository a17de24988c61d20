#![doc = include_str!("../README.md")]

mod disk;
mod error;
mod git;
mod inside;
mod memory;
mod read;
mod replace;

pub use disk::{Disk, Walk, relative};
pub use error::Error;
pub use git::{Tracked, is_revision, repository_of};
pub use inside::read_inside;
pub use memory::Memory;
pub use read::read_capped;
