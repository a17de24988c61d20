//! What `sekimori deps` is told.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand, ValueEnum};
use jiff::civil::Date;
use sekimori_model::config::Pack;
use sekimori_supply::is_change;

use super::{BillOf, Judging, Knowledge, TreeFormat, now, said, words};

#[derive(Debug, Clone, Group)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Deps {
    #[command(subcommand)]
    pub(crate) command: Option<DepsCommand>,
    #[command(flatten)]
    pub(crate) list: ListDeps,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum DepsCommand {
    Tree(Box<TreeDeps>),
    Review(Box<ReviewDeps>),
}

/// A list of packages, with what is known of them.
#[derive(Debug, Clone, Group)]
pub(crate) struct ListDeps {
    #[command(flatten)]
    pub(crate) of: BillOf,
    #[arg(long, id = "list_db_dir", env = "SEKIMORI_DB_DIR", value_name = "DIR")]
    pub(crate) db_dir: Option<PathBuf>,
    #[arg(long, env = "SEKIMORI_VEX", value_name = "FILE", value_delimiter = ',')]
    pub(crate) vex: Vec<PathBuf>,
    #[arg(long, env = "SEKIMORI_CONFIG", value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long)]
    pub(crate) no_config: bool,
    #[arg(long, env = "SEKIMORI_NOW", value_name = "DATE", value_parser = now)]
    pub(crate) now: Option<Date>,
    #[arg(
        long = "format",
        id = "deps_format",
        value_name = "FORMAT",
        value_enum,
        default_value = "terminal"
    )]
    pub(crate) format: DepsFormat,
    #[arg(long = "output", short = 'o', id = "deps_output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How a list of packages is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DepsFormat {
    Terminal,
    Json,
    Markdown,
}

/// Why a package is here.
#[derive(Debug, Clone, Group)]
pub(crate) struct TreeDeps {
    #[arg(value_name = "PACKAGE", value_parser = said)]
    pub(crate) package: String,
    #[command(flatten)]
    pub(crate) of: BillOf,
    #[arg(
        long = "format",
        id = "tree_format",
        value_name = "FORMAT",
        value_enum,
        default_value = "terminal"
    )]
    pub(crate) format: TreeFormat,
}

/// What a change does to packages.
#[derive(Debug, Clone, Group)]
pub(crate) struct ReviewDeps {
    #[arg(value_name = "BASE..HEAD", value_parser = change)]
    pub(crate) range: String,
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) review_folder: PathBuf,
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

fn change(text: &str) -> Result<String, String> {
    let refused = || "write BASE..HEAD, BASE...HEAD, or the name of one revision".to_owned();
    if is_change(text) { Ok(text.to_owned()) } else { Err(refused()) }
}
