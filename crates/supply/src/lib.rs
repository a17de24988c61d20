#![doc = include_str!("../README.md")]

mod disk;
mod error;
mod memory;
mod read;
mod replace;

pub use disk::{Disk, Walk};
pub use error::Error;
pub use memory::Memory;
pub use read::read_capped;
