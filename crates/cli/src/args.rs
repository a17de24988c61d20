//! The shape of the command line. Every help text stands in the text room, under `help-`.

mod base;
mod db;
mod deps;
mod registry;
mod trigger;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args as Group, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use sekimori_catalog::all;
use sekimori_model::config::Pack;
use sekimori_model::{Confidence, Lang, Limits, Persona, Platform, PodSecurity, Role, Severity, Version};
use sekimori_parse::ignores::Scanner;
use sekimori_supply::is_revision;

use crate::image_source::platform;
use crate::verifier::stand_in;
pub(crate) use base::{BaseFormat, BaseImages};
pub(crate) use db::{DbCommand, Knowledge, Match, OSV, PullDb, PushDb, UpdateDb};
pub(crate) use deps::{Deps, DepsCommand, DepsFormat, ListDeps, ReviewDeps, TreeDeps};
pub(crate) use registry::{CheckRegistry, RegistryAccess, RegistryCommand, ScanRegistry, WatchRegistry};
pub(crate) use trigger::Trigger;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "sekimori", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Args {
    /// What every command takes.
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct Global {
    #[arg(long, global = true, env = "SEKIMORI_LANG", value_name = "LANG", value_parser = words::<Lang>(Lang::ALL))]
    pub(crate) lang: Option<Lang>,
    #[arg(
        long,
        global = true,
        env = "SEKIMORI_COLOR",
        value_name = "WHEN",
        value_enum,
        default_value = "auto"
    )]
    pub(crate) color: Color,
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Box<Scan>),
    Image(Box<Image>),
    BaseImages(Box<BaseImages>),
    Secrets(Box<Secrets>),
    #[command(subcommand, arg_required_else_help = true)]
    Hook(HookCommand),
    Sbom(Box<Sbom>),
    Deps(Box<Deps>),
    #[command(subcommand, arg_required_else_help = true)]
    Db(DbCommand),
    Match(Box<Match>),
    #[command(subcommand, arg_required_else_help = true)]
    Registry(RegistryCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Rules(Rules),
    #[command(subcommand, arg_required_else_help = true)]
    Config(ConfigCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Waivers(Waivers),
    #[command(subcommand, arg_required_else_help = true)]
    Completion(Completion),
    #[command(subcommand, arg_required_else_help = true)]
    Man(Man),
}

#[derive(Debug, Clone, Group)]
pub(crate) struct Scan {
    #[command(flatten)]
    pub(crate) look: Look,
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    #[arg(long, value_name = "LEVEL@VERSION", value_parser = pss)]
    pub(crate) pss: Option<PodSecurity>,
    #[command(flatten)]
    pub(crate) charts: Charts,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
    #[command(flatten)]
    pub(crate) repair: Repair,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct Image {
    #[arg(id = "image", value_name = "IMAGE")]
    pub(crate) reference: String,
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

/// How an image is fetched.
#[derive(Debug, Clone, Group)]
#[group(skip)]
pub(crate) struct ImageFrom {
    #[arg(long, env = "SEKIMORI_PLATFORM", value_name = "OS/ARCH", value_parser = platform)]
    pub(crate) platform: Option<Platform>,
    #[command(flatten)]
    pub(crate) access: RegistryAccess,
    #[arg(long, env = "SEKIMORI_CACHE_DIR", value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    #[arg(long)]
    pub(crate) no_cache: bool,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct Secrets {
    #[command(flatten)]
    pub(crate) look: Look,
    #[command(flatten)]
    pub(crate) from: SecretsFrom,
    #[command(flatten)]
    pub(crate) ask: Ask,
}

/// What a bill of materials is made of, or read from.
#[derive(Debug, Clone, Group)]
pub(crate) struct BillOf {
    #[arg(value_name = "TARGET", default_value = ".")]
    pub(crate) target: PathBuf,
    #[command(flatten)]
    pub(crate) from: ImageFrom,
    #[arg(long, env = "SEKIMORI_THREADS", value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    #[arg(long = "max-file-size", id = "bill_file_size", value_name = "SIZE", value_parser = size, default_value = "256MiB")]
    pub(crate) file_size: u64,
}

#[derive(Debug, Clone, Group)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Sbom {
    #[command(subcommand)]
    pub(crate) command: Option<SbomCommand>,
    #[command(flatten)]
    pub(crate) of: BillOf,
    #[arg(long)]
    pub(crate) executables: bool,
    #[arg(
        long = "format",
        id = "bill_format",
        value_name = "FORMAT",
        value_enum,
        default_value = "cyclonedx"
    )]
    pub(crate) format: BillFormat,
    #[arg(long, short, id = "bill_output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long = "now", id = "bill_now", env = "SEKIMORI_NOW", value_name = "DATE", value_parser = now)]
    pub(crate) now: Option<Date>,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum SbomCommand {
    Attach(Box<AttachBill>),
    Get(Box<GetBill>),
}

#[derive(Debug, Clone, Group)]
pub(crate) struct AttachBill {
    #[arg(value_name = "IMAGE")]
    pub(crate) remote_image: String,
    #[command(flatten)]
    pub(crate) from: ImageFrom,
    #[arg(long = "sbom", value_name = "FILE")]
    pub(crate) bill_file: Option<PathBuf>,
    #[arg(
        long = "format",
        id = "attach_format",
        value_name = "FORMAT",
        value_enum,
        conflicts_with = "bill_file"
    )]
    pub(crate) format: Option<BillFormat>,
    #[arg(long, env = "SEKIMORI_THREADS", value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    #[arg(long = "max-file-size", id = "bill_file_size", value_name = "SIZE", value_parser = size, default_value = "256MiB")]
    pub(crate) file_size: u64,
}

#[derive(Debug, Clone, Group)]
pub(crate) struct GetBill {
    #[arg(value_name = "IMAGE")]
    pub(crate) remote_image: String,
    #[command(flatten)]
    pub(crate) from: ImageFrom,
    #[arg(long = "format", id = "get_format", value_name = "FORMAT", value_enum)]
    pub(crate) format: Option<BillFormat>,
    #[arg(long = "max-file-size", id = "bill_file_size", value_name = "SIZE", value_parser = size, default_value = "256MiB")]
    pub(crate) file_size: u64,
    #[arg(long, short, id = "bill_output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A format of bills of materials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BillFormat {
    #[value(name = "cyclonedx")]
    CycloneDx,
    Spdx,
}

/// How the ways to a package are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TreeFormat {
    Terminal,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    Install {
        #[arg(long)]
        commit_message: bool,
    },
    Audit {
        #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
        format: ListFormat,
    },
    Run {
        #[arg(value_name = "HOOK", value_enum)]
        hook: HookName,
        #[command(flatten)]
        look: Box<Look>,
    },
}

/// A moment at which git asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HookName {
    PreCommit,
    PostCommit,
    PreMergeCommit,
    PostMerge,
    CommitMsg,
}

/// Where secrets are searched for, if not in the files of a folder.
#[derive(Debug, Clone, Group)]
#[group(skip)]
pub(crate) struct SecretsFrom {
    #[arg(long, conflicts_with_all = ["history", "changed_since"])]
    pub(crate) staged: bool,
    #[arg(long, value_name = "REV-RANGE", num_args = 0..=1, default_missing_value = "", conflicts_with = "changed_since")]
    pub(crate) history: Option<String>,
    #[arg(long, value_name = "FILE", requires = "history")]
    pub(crate) cursor: Option<PathBuf>,
}

/// Whether providers are asked about what was found.
#[derive(Debug, Clone, Group)]
#[group(skip)]
pub(crate) struct Ask {
    // A hook works offline, and what is staged is not published yet.
    #[arg(long, conflicts_with = "staged")]
    pub(crate) verify: bool,
    // For the tests alone: with it, nobody but the servers on this machine that it names is asked.
    #[arg(long, value_name = "HOST=URL", value_parser = stand_in, requires = "verify", hide = true)]
    pub(crate) verify_endpoint: Vec<(String, SocketAddr)>,
}

/// Which files are looked at, by which configuration, and how it is reported.
#[derive(Debug, Clone, Group)]
pub(crate) struct Look {
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) no_ignore: bool,
    #[arg(long, value_name = "REF", value_parser = revision)]
    pub(crate) changed_since: Option<String>,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// By which configuration something is judged, and how it is reported.
#[derive(Debug, Clone, Group)]
#[group(skip)]
pub(crate) struct Judging {
    #[arg(long, env = "SEKIMORI_THREADS", value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[arg(long, env = "SEKIMORI_SECRETS_KEY_FILE", value_name = "FILE")]
    pub(crate) secrets_key_file: Option<PathBuf>,
    #[arg(long, env = "SEKIMORI_NOW", value_name = "DATE", value_parser = now)]
    pub(crate) now: Option<Date>,
    #[arg(long, env = "SEKIMORI_FORMAT", value_name = "FORMAT", value_enum, default_value = "terminal")]
    pub(crate) format: ScanFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) show_waived: bool,
    #[command(flatten)]
    pub(crate) focus: Focus,
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

impl Repair {
    /// Nothing is repaired.
    pub(crate) const NONE: Self = Self { fix: false, diff: false, unsafe_fixes: false };
}

impl Look {
    /// Tells whether no place was named.
    pub(crate) fn is_default_place(&self) -> bool {
        self.paths.iter().all(|path| path == Path::new("."))
    }

    /// Tells whether standard input is looked at.
    pub(crate) fn is_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == Path::new("-"))
    }
}

/// How charts are rendered, in the words of Helm's own command line.
#[derive(Debug, Clone, Default, Group)]
pub(crate) struct Charts {
    #[arg(long, short = 'f', value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    #[arg(long, value_name = "KEY=TEXT")]
    pub(crate) set_string: Vec<String>,
    #[arg(long, value_name = "KEY=JSON")]
    pub(crate) set_json: Vec<String>,
    #[arg(long, value_name = "KEY=TEXT")]
    pub(crate) set_literal: Vec<String>,
    #[arg(long, value_name = "KEY=FILE")]
    pub(crate) set_file: Vec<String>,
    #[arg(long, value_name = "NAME", value_parser = said)]
    pub(crate) release_name: Option<String>,
    #[arg(long, short = 'n', value_name = "NAMESPACE", value_parser = said)]
    pub(crate) namespace: Option<String>,
    #[arg(long, short = 'a', value_name = "GROUP/VERSION", value_delimiter = ',')]
    pub(crate) api_versions: Vec<String>,
}

/// What of all that is found is asked for.
#[derive(Debug, Clone, Default, Group)]
pub(crate) struct Focus {
    #[arg(long, env = "SEKIMORI_BASELINE", value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[arg(long)]
    pub(crate) show_known: bool,
    #[arg(long, value_name = "TEAM")]
    pub(crate) owner: Vec<String>,
    #[arg(long, value_name = "ROLE", value_parser = words::<Role>(Role::ALL))]
    pub(crate) role: Vec<Role>,
}

/// Whether files are repaired, or shown as they would be.
#[derive(Debug, Clone, Copy, Group)]
#[group(skip)]
pub(crate) struct Repair {
    #[arg(long, group = "repair")]
    pub(crate) fix: bool,
    #[arg(long, group = "repair")]
    pub(crate) diff: bool,
    #[arg(long, requires = "repair")]
    pub(crate) unsafe_fixes: bool,
}

/// Settings of the same kind that say something of manifests alone.
#[derive(Debug, Clone, Default, Group)]
#[group(skip)]
pub(crate) struct Manifests {
    #[arg(long = "pack", env = "SEKIMORI_PACKS", value_name = "PACK", value_delimiter = ',',
        value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) packs: Option<Vec<Pack>>,
    #[arg(long, visible_alias = "kube-version", env = "SEKIMORI_KUBERNETES_VERSION", value_name = "VERSION", value_parser = version)]
    pub(crate) kubernetes_version: Option<Version>,
}

/// Settings that may also stand in `sekimori.yaml`. A flag wins over its environment variable, that over the file.
#[derive(Debug, Clone, Default, Group)]
pub(crate) struct Settings {
    #[arg(long, env = "SEKIMORI_CONFIG", value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long)]
    pub(crate) no_config: bool,
    #[arg(long, env = "SEKIMORI_ORG_CONFIG", value_name = "FILE")]
    pub(crate) org_config: Option<PathBuf>,
    #[arg(long, env = "SEKIMORI_PERSONA", value_name = "PERSONA", value_parser = words::<Persona>(Persona::ALL))]
    pub(crate) persona: Option<Persona>,
    #[arg(long, env = "SEKIMORI_MIN_CONFIDENCE", value_name = "CONFIDENCE",
        value_parser = words::<Confidence>(Confidence::ALL))]
    pub(crate) min_confidence: Option<Confidence>,
    #[arg(long, env = "SEKIMORI_STRICT", num_args = 0..=1, default_missing_value = "true", require_equals = true,
        value_name = "BOOL")]
    pub(crate) strict: Option<bool>,
    #[arg(long, env = "SEKIMORI_FAIL_ON", value_name = "SEVERITY", value_parser = words::<Severity>(Severity::ALL))]
    pub(crate) fail_on: Option<Severity>,
    #[arg(long, env = "SEKIMORI_FAIL_ON_NOT_ANALYSED", num_args = 0..=1, default_missing_value = "true",
        require_equals = true, value_name = "BOOL")]
    pub(crate) fail_on_not_analysed: Option<bool>,
    #[arg(long, env = "SEKIMORI_SKIP_DIRS", value_name = "DIR", value_delimiter = ',')]
    pub(crate) skip_dirs: Option<Vec<String>>,
    #[arg(long, env = "SEKIMORI_MAX_FILE_SIZE", value_name = "SIZE", value_parser = size)]
    pub(crate) max_file_size: Option<u64>,
    #[arg(long, env = "SEKIMORI_MAX_FILES", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_files: Option<u64>,
    #[arg(long, env = "SEKIMORI_MAX_DOCUMENTS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_documents: Option<u32>,
    #[arg(long, env = "SEKIMORI_MAX_DEPTH", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) max_depth: Option<u32>,
    #[arg(long, env = "SEKIMORI_MAX_NODES", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_nodes: Option<u32>,
    #[arg(long, env = "SEKIMORI_MAX_FINDINGS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_findings: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    Terminal,
    Table,
    Json,
    Sarif,
    Junit,
    Github,
    Gitlab,
    Markdown,
    #[value(name = "openvex")]
    OpenVex,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Table,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    List {
        #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
        format: ListFormat,
        #[command(flatten)]
        narrow: Narrow,
    },
    Show {
        #[arg(value_name = "RULE")]
        rule: String,
        #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
        format: ListFormat,
    },
    Docs {
        #[arg(long = "output", short = 'o', value_name = "DIR")]
        site: PathBuf,
        #[arg(long)]
        force: bool,
    },
}

/// Which rules are listed; what is not said narrows nothing. The ids tell their texts from those of a scan's flags.
#[derive(Debug, Clone, Default, Group)]
pub(crate) struct Narrow {
    #[arg(long, id = "list_family", value_name = "FAMILY", value_delimiter = ',', value_parser = families())]
    pub(crate) family: Vec<String>,
    #[arg(long, id = "list_pack", value_name = "PACK", value_delimiter = ',', value_parser = words::<Pack>(Pack::ALL))]
    pub(crate) pack: Vec<Pack>,
    #[arg(long, id = "list_persona", value_name = "PERSONA", value_parser = words::<Persona>(Persona::ALL))]
    pub(crate) persona: Option<Persona>,
    #[arg(long, id = "list_severity", value_name = "SEVERITY", value_parser = words::<Severity>(Severity::ALL))]
    pub(crate) severity: Option<Severity>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    Schema,
    Check {
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    Show {
        #[arg(long)]
        origin: bool,
        #[command(flatten)]
        settings: Box<Settings>,
        #[command(flatten)]
        manifests: Manifests,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Waivers {
    Import {
        #[arg(value_name = "PATH", default_value = ".")]
        paths: Vec<PathBuf>,
        #[arg(long)]
        no_ignore: bool,
        #[arg(long = "owner", value_name = "OWNER", value_parser = said)]
        waiver_owner: String,
        #[arg(long, value_name = "DATE", value_parser = now)]
        expires: Date,
        #[arg(long, value_name = "TEXT", value_parser = said)]
        reason: Option<String>,
        #[arg(long, value_name = "SCANNER", value_delimiter = ',', value_parser = scanners())]
        from: Vec<Scanner>,
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Completion {
    Print {
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Man {
    Print {
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

/// A parser for one of the model's closed lists, which also tells the words to shells.
fn words<T>(all: &'static [T]) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err = sekimori_model::Error> + std::fmt::Display + Clone + Send + Sync + 'static,
{
    use clap::builder::TypedValueParser as _;
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    clap::builder::PossibleValuesParser::new(names).try_map(|text| text.parse::<T>())
}

/// A parser for the scanners whose ignores are read.
fn scanners() -> impl clap::builder::TypedValueParser<Value = Scanner> {
    use clap::builder::TypedValueParser as _;
    let names = clap::builder::PossibleValuesParser::new(Scanner::ALL.map(Scanner::name));
    names.try_map(|name| Scanner::named(&name).ok_or("no such scanner"))
}

/// A text that says something.
fn said(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("write a text".to_owned()) } else { Ok(text.to_owned()) }
}

/// The families of the catalog, told to shells like the closed lists.
fn families() -> clap::builder::PossibleValuesParser {
    let mut families: Vec<&str> = all().iter().filter_map(|rule| rule.id.split('/').next()).collect();
    families.dedup();
    clap::builder::PossibleValuesParser::new(families)
}

fn pss(text: &str) -> Result<PodSecurity, String> {
    text.parse().map_err(|error: sekimori_model::Error| error.to_string())
}

fn version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|error: sekimori_model::Error| error.to_string())
}

fn revision(text: &str) -> Result<String, String> {
    if is_revision(text) { Ok(text.to_owned()) } else { Err("write the name of one revision".to_owned()) }
}

fn now(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write YYYY-MM-DD".to_owned())
}

fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (1..=256).contains(n))
        .ok_or_else(|| "write a number from 1 to 256".to_owned())
}

/// Bytes, or a number with KiB, MiB or GiB. At most 1 GiB, so that every offset fits 32 bits with room to spare.
fn size(text: &str) -> Result<u64, String> {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let unit = units.iter().find_map(|(name, shift)| Some((text.strip_suffix(name)?, *shift)));
    let (digits, shift) = unit.unwrap_or((text, 0));
    let bytes = digits.trim().parse::<u64>().ok().and_then(|n| n.checked_mul(1 << shift));
    bytes
        .filter(|bytes| (1..=Limits::MAX_FILE_BYTES).contains(bytes))
        .ok_or_else(|| "write bytes, or a number with KiB, MiB or GiB".to_owned())
}
