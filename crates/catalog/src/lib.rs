#![doc = include_str!("../README.md")]

mod addresses;
mod capabilities;
mod host_paths;
mod isolation;
mod mounts;
mod neighbours;
mod parameter;
mod port;
mod probes;
mod registry;
mod replicas;
mod rule;
mod secret_words;
mod sink;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
