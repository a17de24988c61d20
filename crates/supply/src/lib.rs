#![doc = include_str!("../README.md")]

pub mod advisories;
mod disk;
mod error;
mod git;
pub mod image;
mod inside;
mod left_out;
pub mod listen;
mod map;
mod memory;
mod piped;
mod program;
pub mod provider;
mod read;
mod replace;
pub mod web;

pub use disk::{Disk, Walk, relative};
pub use error::{Error, Unsupported};
pub use git::{
    Blob, Change, CommitName, Committed, Counts, Date, History, Hook, Hooks, Installed, Life, Note,
    PATH_OF_COMMIT_MESSAGE, Place, Reader, Record, Seen, Staged, Tracked, Unscanned, Unseen, is_at_work,
    is_change, is_revision, repository_of,
};
pub use inside::read_inside;
pub use left_out::LeftOut;
pub use map::Map;
pub use memory::Memory;
pub use piped::Piped;
pub use program::{ProgramFailed, run_program};
pub use read::read_capped;
