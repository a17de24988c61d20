//! What commands are told about the database of advisories.

use std::path::PathBuf;

use clap::{Args as Group, Subcommand};

use sekimori_model::config::Pack;

use super::{Judging, RegistryAccess, TreeFormat, said, words};

/// What packages are compared with.
#[derive(Debug, Clone, Default, Group)]
#[group(skip)]
pub(crate) struct Knowledge {
    #[arg(long, env = "SEKIMORI_DB_DIR", value_name = "DIR")]
    pub(crate) db_dir: Option<PathBuf>,
    #[arg(long)]
    pub(crate) ignore_unfixed: bool,
    #[arg(long, env = "SEKIMORI_VEX", value_name = "FILE", value_delimiter = ',')]
    pub(crate) vex: Vec<PathBuf>,
}

/// Where state lies.
#[derive(Debug, Clone, Default, Group)]
#[group(skip)]
pub(crate) struct State {
    #[arg(long, env = "SEKIMORI_STATE_DIR", value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
}

/// Bills of materials that were kept, and what they are judged by.
#[derive(Debug, Clone, Group)]
pub(crate) struct Match {
    #[arg(value_name = "BILL")]
    pub(crate) bills: Vec<PathBuf>,
    #[arg(long, requires = "bills")]
    pub(crate) remember: bool,
    #[arg(long)]
    pub(crate) new: bool,
    #[arg(long, value_name = "ADVISORY", value_parser = said, conflicts_with_all = ["bills", "asset", "of_package"])]
    pub(crate) advisory: Option<String>,
    #[arg(long, value_name = "NAME|DIGEST", value_parser = said, conflicts_with_all = ["bills", "of_package"])]
    pub(crate) asset: Option<String>,
    #[arg(long = "package", id = "of_package", value_name = "PACKAGE", value_parser = said, conflicts_with = "bills")]
    pub(crate) package: Option<String>,
    #[command(flatten)]
    pub(crate) state: State,
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    Update(Box<UpdateDb>),
    Status(ShowDb),
    Verify(OfDb),
    Push(Box<PushDb>),
    Pull(Box<PullDb>),
}

/// Where the database lies.
#[derive(Debug, Clone, Group)]
#[group(skip)]
pub(crate) struct OfDb {
    #[arg(long = "db-dir", id = "of_db_dir", env = "SEKIMORI_DB_DIR", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct UpdateDb {
    #[arg(long, env = "SEKIMORI_DB_SOURCE", value_name = "URL|DIR", default_value = OSV)]
    pub(crate) source: String,
    #[arg(long = "ecosystem", value_name = "NAME", value_delimiter = ',')]
    pub(crate) ecosystems: Vec<String>,
    #[arg(long, env = "SEKIMORI_DB_KEV", value_name = "URL|FILE|none")]
    pub(crate) kev: Option<String>,
    #[arg(long, env = "SEKIMORI_DB_EPSS", value_name = "URL|FILE|none")]
    pub(crate) epss: Option<String>,
    #[arg(long)]
    pub(crate) anew: bool,
    #[arg(long)]
    pub(crate) allow_older: bool,
    #[arg(long, env = "SEKIMORI_INSECURE_HOST", value_name = "HOST", value_delimiter = ',')]
    pub(crate) insecure_host: Vec<String>,
    #[arg(long, env = "SEKIMORI_DB_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) of: OfDb,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct ShowDb {
    #[arg(long = "format", id = "db_format", value_name = "FORMAT", value_enum, default_value = "terminal")]
    pub(crate) format: TreeFormat,
    #[command(flatten)]
    pub(crate) of: OfDb,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct PushDb {
    #[arg(value_name = "REFERENCE")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) access: RegistryAccess,
    #[command(flatten)]
    pub(crate) of: OfDb,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct PullDb {
    #[arg(value_name = "REFERENCE", id = "pull_from")]
    pub(crate) from: String,
    #[arg(long, id = "pull_older")]
    pub(crate) allow_older: bool,
    #[arg(long, env = "SEKIMORI_DB_KEY", value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) access: RegistryAccess,
    #[command(flatten)]
    pub(crate) of: OfDb,
}

/// The public bucket of OSV.
///
/// # Source
/// google.github.io/osv.dev, "Data Sources", "Data dumps".
pub(crate) const OSV: &str = "https://storage.googleapis.com/osv-vulnerabilities";
