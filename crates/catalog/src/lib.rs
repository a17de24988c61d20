#![doc = include_str!("../README.md")]

mod accounts;
mod admission;
mod api_lifecycle;
mod audit_policy;
mod capabilities;
mod ciphers;
mod component;
mod duration;
mod images;
mod kubelet;
mod labels;
mod ownership;
mod parameter;
mod patterns;
mod profile_words;
mod quantity;
mod rbac;
mod registry;
mod requirements;
mod rule;
mod seccomp;
mod sink;
mod storage;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
