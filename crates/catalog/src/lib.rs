#![doc = include_str!("../README.md")]

mod registry;
mod rule;
mod sink;

pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
