//! What is too heavy for every day: whole systems, registries, and images of gigabytes. `make e2e` runs it, as root.
//!
//! Nothing here is left out where a program is missing: who asks for these tests wants to know.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests read back what they wrote")]

// What the tests stand on.
#[path = "cli/folder.rs"]
#[expect(dead_code, reason = "the tests of the command line use all of it")]
mod folder;
#[path = "../../crates/supply/tests/image/made.rs"]
#[expect(dead_code, reason = "the tests of supply use all of it")]
mod made;
#[path = "e2e/measured.rs"]
mod measured;
#[path = "cli/program.rs"]
#[expect(dead_code, reason = "the tests of the command line use all of it")]
mod program;
#[path = "../../crates/supply/tests/image/registries.rs"]
mod registries;
#[path = "cli/report.rs"]
#[expect(dead_code, reason = "the tests of the command line use all of it")]
mod report;
#[path = "../../crates/supply/tests/image/tokens.rs"]
#[expect(dead_code, reason = "the tests of supply use all of it")]
mod tokens;

// What an image is made of.
#[path = "e2e/debian.rs"]
mod debian;
#[path = "e2e/gigabytes.rs"]
mod gigabytes;
#[path = "e2e/roots.rs"]
mod roots;
