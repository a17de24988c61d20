#![doc = include_str!("../README.md")]

mod addresses;
mod capabilities;
mod isolation;
mod neighbours;
mod parameter;
mod port;
mod registry;
mod rule;
mod sandbox;
mod sink;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
