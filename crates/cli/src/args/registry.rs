//! What commands are told about registries.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand};

use sekimori_model::config::Pack;

use super::{Judging, words};

/// How registries are reached.
#[derive(Debug, Clone, Default, Group)]
#[group(skip)]
pub(crate) struct RegistryAccess {
    #[arg(long, env = "SEKIMORI_INSECURE_REGISTRY", value_name = "HOST", value_delimiter = ',')]
    pub(crate) insecure_registry: Vec<String>,
    #[arg(long, env = "SEKIMORI_REGISTRY_CA", value_name = "FILE")]
    pub(crate) registry_ca: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    Check(Box<CheckRegistry>),
}

#[derive(Debug, Clone, Group)]
pub(crate) struct CheckRegistry {
    #[arg(value_name = "HOST")]
    pub(crate) host: String,
    #[arg(long = "repo", value_name = "GLOB", value_delimiter = ',')]
    pub(crate) repositories: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    #[arg(long = "max-repositories", id = "max_repositories", value_name = "N", default_value = "1000")]
    pub(crate) most_repositories: usize,
    #[arg(long = "max-tags", id = "max_tags", value_name = "N", default_value = "200")]
    pub(crate) most_tags: usize,
    #[command(flatten)]
    pub(crate) access: RegistryAccess,
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[command(flatten)]
    pub(crate) judging: Judging,
}
