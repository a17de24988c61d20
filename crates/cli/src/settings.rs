//! The configuration in force: flag over environment over file over default, and where each value came from.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use sekimori_model::config::Config;
use sekimori_parse::config::{locate, parse, parse_over};
use sekimori_supply::read_capped;

use crate::args::Settings;
use crate::error::Error;

/// The name under which a configuration is found.
pub(crate) const FILE_NAME: &str = "sekimori.yaml";

/// Larger than any configuration a person writes.
const MAX_BYTES: u64 = 1 << 20;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File { path: String, line: u32 },
    Environment(String),
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// The configuration in force.
#[derive(Debug)]
pub(crate) struct InForce {
    pub(crate) config: Config,
    pub(crate) origins: BTreeMap<&'static str, Origin>,
    /// The organisation's file and the repository's, in the order in which they speak.
    files: Vec<ConfigFile>,
}

/// A configuration file that was read.
#[derive(Debug)]
struct ConfigFile {
    path: PathBuf,
    bytes: Vec<u8>,
    /// How many waivers and scopes of other files come before its own.
    before: BTreeMap<&'static str, usize>,
}

impl InForce {
    /// Where the configuration file says what cannot be used, as `path:line:column`.
    pub(crate) fn place(&self, cause: &sekimori_scan::Error) -> Option<String> {
        self.files.iter().rev().find_map(|file| {
            let mut names: Vec<String> = cause.path()?.to_vec();
            if let [list, index, ..] = names.as_mut_slice()
                && let Some(before) = file.before.get(list.as_str())
            {
                *index = index.parse::<usize>().ok()?.checked_sub(*before)?.to_string();
            }
            place_of(&file.path, &file.bytes, &names)
        })
    }
}

/// The settings by their path in the file, with the id of their flag.
const SETTINGS: [(&str, &str); 21] = [
    ("packs", "packs"),
    ("kubernetesVersion", "kubernetes_version"),
    ("failOn", "fail_on"),
    ("failOnNotAnalysed", "fail_on_not_analysed"),
    ("persona", "persona"),
    ("minConfidence", "min_confidence"),
    ("strict", "strict"),
    ("skipDirs", "skip_dirs"),
    ("limits.fileBytes", "max_file_size"),
    ("limits.files", "max_files"),
    ("limits.documents", "max_documents"),
    ("limits.depth", "max_depth"),
    ("limits.nodes", "max_nodes"),
    ("limits.findings", "max_findings"),
    ("owners.labels", ""),
    ("owners.annotations", ""),
    ("owners.contacts", ""),
    ("rules", ""),
    ("mode", ""),
    ("scopes", ""),
    ("waivers", ""),
];

/// Resolves the settings. `root` is where the search for a file begins.
pub(crate) fn resolve(settings: &Settings, matches: &ArgMatches, root: &Path) -> Result<InForce, Error> {
    let own = match (&settings.config, settings.no_config) {
        (Some(path), _) => Some(path.clone()),
        (None, true) => None,
        (None, false) => discover(root),
    };
    let paths = settings.org_config.iter().cloned().chain(own);
    let mut files = paths
        .map(|path| read(&path).map(|bytes| ConfigFile { path, bytes, before: BTreeMap::new() }))
        .collect::<Result<Vec<_>, _>>()?;
    let mistakes = |file: &ConfigFile, mistakes| Error::Config { path: file.path.clone(), mistakes };
    let mut config = match files.as_mut_slice() {
        [] => Config::default(),
        [file] => parse(&file.bytes).map_err(|found| mistakes(file, found))?,
        [organisation, repository, ..] => {
            let config = parse_over(&organisation.bytes, &repository.bytes).map_err(|(index, found)| {
                mistakes(if index == 0 { &*organisation } else { &*repository }, found)
            })?;
            let theirs = parse(&organisation.bytes).map_err(|found| mistakes(organisation, found))?;
            repository.before.insert("waivers", theirs.waivers.len());
            repository.before.insert("scopes", theirs.scopes.len());
            config
        }
    };
    overlay(&mut config, settings);
    let origins = SETTINGS.iter().map(|(key, id)| {
        let in_file = files.iter().rev().find_map(|file| {
            let span = locate(&file.bytes, &key.split('.').collect::<Vec<_>>())?;
            Some(Origin::File { path: file.path.display().to_string(), line: span.line })
        });
        (*key, from_command_line(matches, id).or(in_file).unwrap_or(Origin::Default))
    });
    Ok(InForce { config, origins: origins.collect(), files })
}

/// Where a configuration says what cannot be used, as `path:line:column`.
pub(crate) fn place(path: &Path, bytes: &[u8], cause: &sekimori_scan::Error) -> Option<String> {
    place_of(path, bytes, cause.path()?)
}

fn place_of(path: &Path, bytes: &[u8], names: &[String]) -> Option<String> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let span = locate(bytes, &names)?;
    Some(format!("{}:{}:{}", path.display(), span.line, span.column))
}

fn from_command_line(matches: &ArgMatches, id: &str) -> Option<Origin> {
    if id.is_empty() {
        return None;
    }
    match matches.value_source(id)? {
        ValueSource::CommandLine => Some(Origin::Flag(flag_of(id))),
        ValueSource::EnvVariable => Some(Origin::Environment(format!("SEKIMORI_{}", id.to_uppercase()))),
        _ => None,
    }
}

fn flag_of(id: &str) -> String {
    if id == "packs" { "pack".to_owned() } else { id.replace('_', "-") }
}

fn overlay(config: &mut Config, settings: &Settings) {
    fn put<T: Clone>(slot: &mut T, value: Option<&T>) {
        if let Some(value) = value {
            slot.clone_from(value);
        }
    }
    put(&mut config.packs, settings.packs.as_ref());
    put(&mut config.kubernetes_version, settings.kubernetes_version.as_ref());
    put(&mut config.fail_on, settings.fail_on.as_ref());
    put(&mut config.fail_on_not_analysed, settings.fail_on_not_analysed.as_ref());
    put(&mut config.persona, settings.persona.as_ref());
    put(&mut config.min_confidence, settings.min_confidence.as_ref());
    put(&mut config.strict, settings.strict.as_ref());
    put(&mut config.skip_dirs, settings.skip_dirs.as_ref());
    put(&mut config.limits.file_bytes, settings.max_file_size.as_ref());
    put(&mut config.limits.files, settings.max_files.as_ref());
    put(&mut config.limits.documents, settings.max_documents.as_ref());
    put(&mut config.limits.depth, settings.max_depth.as_ref());
    put(&mut config.limits.nodes, settings.max_nodes.as_ref());
    put(&mut config.limits.findings, settings.max_findings.as_ref());
    // A flag wins over the whole file, so also over what it says for a scope.
    for scope in &mut config.scopes {
        scope.packs = scope.packs.take().filter(|_| settings.packs.is_none());
        scope.persona = scope.persona.filter(|_| settings.persona.is_none());
        scope.min_confidence = scope.min_confidence.filter(|_| settings.min_confidence.is_none());
    }
}

/// Looks for the file in the scanned root and above it, up to the folder of the repository or the working folder.
///
/// Without either above the root, the root alone is looked at: a file further up is not the project's.
fn discover(root: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let above = |is_top: &dyn Fn(&Path) -> bool| root.ancestors().position(is_top);
    let top = above(&|dir| dir.join(".git").exists()).or_else(|| above(&|dir| Some(dir) == here.as_deref()));
    let found = root.ancestors().take(top.unwrap_or(0) + 1).map(|dir| dir.join(FILE_NAME));
    let found = found.into_iter().find(|path| path.is_file())?;
    // Shorter to read, and the same on every machine.
    let short = here.and_then(|here| found.strip_prefix(here).map(Path::to_path_buf).ok());
    Some(short.unwrap_or(found))
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let read = |cause| Error::ReadConfig { path: path.to_path_buf(), cause };
    let file = File::open(path).map_err(read)?;
    let bytes = read_capped(file, MAX_BYTES, 0).map_err(read)?;
    bytes.ok_or_else(|| Error::ConfigTooLarge { path: path.to_path_buf(), limit_bytes: MAX_BYTES })
}
