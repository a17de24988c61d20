//! The rules of the house, as ARCHITECTURE.md tells them: each is held by a test in one of these modules.
#![expect(clippy::disallowed_methods, reason = "these tests read the files of the house")]

#[path = "house/allowed.rs"]
mod allowed;
#[path = "house/architecture.rs"]
mod architecture;
#[path = "house/catalog.rs"]
mod catalog;
#[path = "house/changes.rs"]
mod changes;
#[path = "house/coverage.rs"]
mod coverage;
#[path = "house/faults.rs"]
mod faults;
#[path = "house/files.rs"]
mod files;
#[path = "house/floors.rs"]
mod floors;
#[path = "house/furniture.rs"]
mod furniture;
#[path = "house/generated.rs"]
mod generated;
#[path = "house/manifests.rs"]
mod manifests;
#[path = "house/purity.rs"]
mod purity;
#[path = "house/workspace.rs"]
mod workspace;
