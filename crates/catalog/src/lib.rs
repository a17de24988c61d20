#![doc = include_str!("../README.md")]

mod accounts;
mod admission;
mod audit_policy;
mod capabilities;
mod ciphers;
mod component;
mod duration;
mod kubelet;
mod parameter;
mod rbac;
mod registry;
mod rule;
mod sink;
mod storage;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
