//! One file a command.

pub(crate) mod base_images;
pub(crate) mod completion;
pub(crate) mod config;
pub(crate) mod db;
pub(crate) mod deps;
pub(crate) mod fix;
pub(crate) mod hook;
pub(crate) mod image;
pub(crate) mod man;
pub(crate) mod match_bills;
pub(crate) mod registry;
pub(crate) mod rules;
pub(crate) mod sbom;
pub(crate) mod scan;
pub(crate) mod secrets;
pub(crate) mod waivers;
