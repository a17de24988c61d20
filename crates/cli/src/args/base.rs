//! What `sekimori base-images` is told.

use std::path::PathBuf;

use clap::{Args as Group, ValueEnum};
use sekimori_model::Platform;

use super::RegistryAccess;
use super::db::State;
use super::trigger::{Trigger, trigger};
use crate::image_source::platform;

/// Images whose bases are asked for.
#[derive(Debug, Clone, Group)]
pub(crate) struct BaseImages {
    #[arg(id = "base_images", value_name = "IMAGE", required = true)]
    pub(crate) images: Vec<String>,
    #[arg(long = "candidate", id = "candidates", value_name = "REF")]
    pub(crate) candidates: Vec<String>,
    #[arg(long = "dockerfile", id = "dockerfiles", value_name = "PATH")]
    pub(crate) dockerfiles: Vec<PathBuf>,
    #[arg(long, env = "SEKIMORI_PLATFORM", value_name = "OS/ARCH", value_parser = platform)]
    pub(crate) platform: Option<Platform>,
    #[command(flatten)]
    pub(crate) access: RegistryAccess,
    #[arg(long)]
    pub(crate) replacement: bool,
    #[arg(long, env = "SEKIMORI_DB_DIR", value_name = "DIR")]
    pub(crate) db_dir: Option<PathBuf>,
    #[arg(long = "trigger", id = "triggers", value_name = "KIND=TARGET", value_parser = trigger)]
    pub(crate) triggers: Vec<Trigger>,
    #[arg(long, requires = "triggers")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) state: State,
    #[arg(
        long = "format",
        id = "base_format",
        value_name = "FORMAT",
        value_enum,
        default_value = "terminal"
    )]
    pub(crate) format: BaseFormat,
}

/// How bases are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BaseFormat {
    Terminal,
    Json,
    Markdown,
}
