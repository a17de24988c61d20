#![doc = include_str!("../README.md")]

mod accounts;
mod addresses;
mod admission;
mod api_lifecycle;
mod audit_policy;
mod capabilities;
mod ciphers;
mod component;
mod duration;
mod host_paths;
mod images;
mod isolation;
mod kubelet;
mod labels;
mod mounts;
mod neighbours;
mod ownership;
mod parameter;
mod patterns;
mod port;
mod probes;
mod quantity;
mod rbac;
mod registry;
mod replicas;
mod requirements;
mod rule;
mod sandbox;
mod secret_words;
mod sink;
mod storage;
mod windows;

pub use parameter::{Parameter, Parameters, Preset, Refused};
pub use registry::{all, find};
pub use rule::{Check, Rule, Standard, Step, Text};
pub use sink::{Context, Sink, Violation};
