#![doc = include_str!("../README.md")]

mod capabilities;
mod parameter;
mod profile_words;
mod registry;
mod rule;
mod seccomp;
mod sink;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
