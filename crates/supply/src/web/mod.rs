//! Servers on the web: who is asked, how, for how long, and through which proxy.
//!
//! The registries (`image/registry`) and the feeds of advisories (`advisories`) are reached through this; what is asked of
//! them, and which credentials go along, is theirs.

mod address;
mod certificate;
mod client;
mod direct;
mod pace;
mod post;
mod refused;

pub(crate) use address::{Address, escape, is_loopback};
pub(crate) use client::{Failure, REDIRECTS};
pub use client::{Unusable, Web, WebBounds, WebOptions};
pub(crate) use pace::Pace;
pub use refused::Refused;

use ureq::Body;
use ureq::http::Response;

/// Returns a header as text; empty where there is none, or none that is text.
pub(crate) fn header<'a>(answer: &'a Response<Body>, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
