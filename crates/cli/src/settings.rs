//! The configuration in force: flag over environment over file over default, and where each value came from.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use sekimori_model::config::Config;
use sekimori_parse::config::{locate, parse};
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
    file: Option<(PathBuf, Vec<u8>)>,
}

impl InForce {
    /// Where the configuration file says what cannot be used, as `path:line:column`.
    pub(crate) fn place(&self, cause: &sekimori_scan::Error) -> Option<String> {
        let (path, bytes) = self.file.as_ref()?;
        place(path, bytes, cause)
    }
}

/// The settings by their path in the file, with the id of their flag.
const SETTINGS: [(&str, &str); 18] = [
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
];

/// Resolves the settings. `root` is where the search for a file begins.
pub(crate) fn resolve(settings: &Settings, matches: &ArgMatches, root: &Path) -> Result<InForce, Error> {
    let path = match (&settings.config, settings.no_config) {
        (Some(path), _) => Some(path.clone()),
        (None, true) => None,
        (None, false) => discover(root),
    };
    let file = path.map(|path| read(&path).map(|bytes| (path, bytes))).transpose()?;
    let mut config = match &file {
        Some((path, bytes)) => {
            parse(bytes).map_err(|mistakes| Error::Config { path: path.clone(), mistakes })?
        }
        None => Config::default(),
    };
    overlay(&mut config, settings);
    let origins = SETTINGS.iter().chain([&("waivers", "")]).map(|(key, id)| {
        let in_file = file.as_ref().and_then(|(path, bytes)| {
            let span = locate(bytes, &key.split('.').collect::<Vec<_>>())?;
            Some(Origin::File { path: path.display().to_string(), line: span.line })
        });
        (*key, from_command_line(matches, id).or(in_file).unwrap_or(Origin::Default))
    });
    Ok(InForce { config, origins: origins.collect(), file })
}

/// Where a configuration says what cannot be used, as `path:line:column`.
pub(crate) fn place(path: &Path, bytes: &[u8], cause: &sekimori_scan::Error) -> Option<String> {
    let sekimori_scan::Error::UnknownRule { path: names, .. } = cause else { return None };
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
}

/// Looks for the file in the scanned root and above it, up to the folder of the repository or the working folder.
///
/// Without either above the root, the root alone is looked at: a file further up is not the project's.
fn discover(root: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let top = root.ancestors().position(|dir| dir.join(".git").exists() || Some(dir) == here.as_deref());
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
