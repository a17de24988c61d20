#![doc = include_str!("../README.md")]

mod api_lifecycle;
mod capabilities;
mod images;
mod labels;
mod ownership;
mod parameter;
mod patterns;
mod quantity;
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
mod requirements;
mod rule;
mod sink;
mod storage;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
