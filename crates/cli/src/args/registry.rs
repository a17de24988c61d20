//! What commands are told about registries.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as Group, Subcommand};

use sekimori_model::config::Pack;

use super::db::{Knowledge, State};
use super::{ImageFrom, Judging, Settings, threads, words};

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
    Scan(Box<ScanRegistry>),
    Watch(Box<WatchRegistry>),
}

/// Images of a registry, scanned one by one and kept.
#[derive(Debug, Clone, Group)]
pub(crate) struct ScanRegistry {
    #[arg(value_name = "HOST")]
    pub(crate) host: String,
    #[arg(long = "repo", value_name = "GLOB", value_delimiter = ',')]
    pub(crate) repositories: Vec<String>,
    #[arg(long, env = "SEKIMORI_MAX_AGE", value_name = "AGE", value_parser = age, default_value = "24h")]
    pub(crate) max_age: Duration,
    #[arg(long, value_name = "DAYS", default_value = "180")]
    pub(crate) stale_after: u32,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=32), default_value = "4")]
    pub(crate) at_once: u8,
    #[arg(long = "max-repositories", id = "max_repositories", value_name = "N", default_value = "1000")]
    pub(crate) most_repositories: usize,
    #[arg(long = "max-tags", id = "max_tags", value_name = "N", default_value = "200")]
    pub(crate) most_tags: usize,
    #[arg(long)]
    pub(crate) new: bool,
    #[command(flatten)]
    pub(crate) state: State,
    #[command(flatten)]
    pub(crate) from: ImageFrom,
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// Images of a registry, scanned when it says that they were pushed.
#[derive(Debug, Clone, Group)]
pub(crate) struct WatchRegistry {
    #[arg(value_name = "HOST")]
    pub(crate) host: String,
    #[arg(long, env = "SEKIMORI_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8089")]
    pub(crate) listen: SocketAddr,
    #[arg(long, env = "SEKIMORI_WATCH_TOKEN_FILE", value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    #[arg(long = "repo", value_name = "GLOB", value_delimiter = ',')]
    pub(crate) repositories: Vec<String>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), default_value = "1000")]
    pub(crate) queue: u32,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=32), default_value = "4")]
    pub(crate) at_once: u8,
    #[command(flatten)]
    pub(crate) state: State,
    #[command(flatten)]
    pub(crate) from: ImageFrom,
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
    #[arg(long, env = "SEKIMORI_THREADS", value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) settings: Settings,
}

/// A number with `m`, `h` or `d`: minutes, hours, days.
fn age(text: &str) -> Result<Duration, String> {
    let units = [("m", 60), ("h", 60 * 60), ("d", 24 * 60 * 60)];
    let read = units.iter().find_map(|(unit, seconds)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        number.checked_mul(*seconds).filter(|seconds| *seconds <= 10 * 366 * 24 * 60 * 60)
    });
    read.map(Duration::from_secs).ok_or_else(|| "write a number with m, h or d".to_owned())
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
