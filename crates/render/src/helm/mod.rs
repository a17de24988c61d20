//! Helm charts.
//!
//! # Source
//! Go's `text/template`, Sprig 3 and Helm's `pkg/engine` and `pkg/chart`, as `helm template` of Helm 3 and 4 behaves; the
//! differential tests compare with Helm's own engine.

mod chart;
mod emit;
mod engine;
mod functions;
mod read;
mod value;

pub use chart::{Chart, Options, Outcome, Setting, check, render};
