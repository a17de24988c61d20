//! The configuration in force: flag over environment over file over default, and where each value came from.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use sekimori_model::config::Config;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{Localised, NotAnalysed, Viewpoint};
use sekimori_parse::config::{Overruled, locate, parse, parse_over};
use sekimori_supply::Staged;
use sekimori_text::{Arg, text_with};

use crate::args::{Manifests, Settings};
use crate::error::Error;
use crate::named_file::load;
use crate::viewpoint::{Found, viewpoint};

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
    /// Where the paths of `skip_dirs` count from.
    pub(crate) skip_from: Viewpoint,
    /// What the user should know of what the files say.
    pub(crate) notes: Vec<Note>,
    /// The organisation's file and the repository's, in the order in which they speak.
    files: Vec<ConfigFile>,
}

/// A configuration file that was read.
#[derive(Debug)]
struct ConfigFile {
    path: PathBuf,
    bytes: Vec<u8>,
    /// How many waivers, scopes, releases and patterns of other files come before its own.
    before: BTreeMap<&'static str, usize>,
    /// Where its paths count from, for a scan.
    seen_from: Viewpoint,
}

impl InForce {
    /// Where a configuration file says something of a release (`helm`, `releases`, its index, and so on).
    pub(crate) fn place_of_release(&self, names: &[String]) -> Option<String> {
        place_of_release(&self.files, names)
    }

    /// Where the configuration file says what cannot be used, as `path:line:column`.
    pub(crate) fn place(&self, cause: &sekimori_scan::Error) -> Option<String> {
        self.files.iter().rev().find_map(|file| {
            let mut names: Vec<String> = cause.path()?.to_vec();
            let list = names.iter().position(|name| file.before.contains_key(name.as_str()));
            if let Some(list) = list.filter(|list| *list < 2)
                && let Some(before) = names.get(list).and_then(|list| file.before.get(list.as_str()))
                && let Some(index) = names.get_mut(list + 1)
            {
                *index = index.parse::<usize>().ok()?.checked_sub(*before)?.to_string();
            }
            place_of(&file.path, &file.bytes, &names)
        })
    }
}

/// The settings by their path in the file, with the id of their flag.
const SETTINGS: [(&str, &str); 24] = [
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
    ("helm.apiVersions", ""),
    ("helm.releases", ""),
    ("secrets.patterns", ""),
    ("rules", ""),
    ("mode", ""),
    ("scopes", ""),
    ("waivers", ""),
];

/// Resolves the settings. `root` is where the search for a file begins, `scanned` the root of a scan.
pub(crate) fn resolve(
    settings: &Settings,
    manifests: &Manifests,
    matches: &ArgMatches,
    root: &Path,
    scanned: Option<&Path>,
) -> Result<InForce, Error> {
    resolve_from(None, settings, manifests, matches, root, scanned)
}

/// Resolves the settings for what is staged: the file of the repository counts as the next commit will have it, where git
/// knows it. A waiver that is not part of the commit would accept a secret that is.
pub(crate) fn resolve_staged(
    staged: &Staged,
    settings: &Settings,
    matches: &ArgMatches,
    root: &Path,
) -> Result<InForce, Error> {
    resolve_from(Some(staged), settings, &Manifests::default(), matches, root, Some(staged.top()))
}

fn resolve_from(
    staged: Option<&Staged>,
    settings: &Settings,
    manifests: &Manifests,
    matches: &ArgMatches,
    root: &Path,
    scanned: Option<&Path>,
) -> Result<InForce, Error> {
    let own = match (&settings.config, settings.no_config) {
        (Some(path), _) => Some((path.clone(), Found::Named)),
        (None, true) => None,
        (None, false) => discover(root, staged).map(|path| (path, Found::Above)),
    };
    let organisation = settings.org_config.iter().map(|path| (path.clone(), Found::Organisation));
    let mut files = organisation
        .chain(own)
        .map(|(full, found)| {
            let committed = staged.filter(|_| found == Found::Above);
            let committed = committed.map_or(Ok(None), |staged| read_staged(staged, &full))?;
            let path = if found == Found::Above { shortened(full) } else { full };
            let bytes = committed.map_or_else(|| read(&path), Ok)?;
            let seen_from = scanned.map(|scanned| viewpoint(&path, found, scanned)).unwrap_or_default();
            Ok(ConfigFile { path, bytes, before: BTreeMap::new(), seen_from })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let mut overruled = Vec::new();
    let mistakes = |file: &ConfigFile, mistakes| Error::Config { path: file.path.clone(), mistakes };
    let mut config = match files.as_mut_slice() {
        [] => Config::default(),
        [file] => parse(&file.bytes).map_err(|found| mistakes(file, found))?,
        [organisation, repository, ..] => {
            let layered = parse_over(&organisation.bytes, &repository.bytes).map_err(|(index, found)| {
                mistakes(if index == 0 { &*organisation } else { &*repository }, found)
            })?;
            overruled = layered.overruled;
            let theirs = parse(&organisation.bytes).map_err(|found| mistakes(organisation, found))?;
            repository.before.insert("waivers", theirs.waivers.len());
            repository.before.insert("scopes", theirs.scopes.len());
            repository.before.insert("releases", theirs.helm.releases.len());
            repository.before.insert("patterns", theirs.secrets.patterns.len());
            layered.config
        }
    };
    set_viewpoints(&mut config, &files);
    overlay(&mut config, settings, manifests);
    let saying = |key: &str| files.iter().rev().find(|file| locate(&file.bytes, &[key]).is_some());
    let skip_from = saying("skipDirs").filter(|_| settings.skip_dirs.is_none());
    let skip_from = skip_from.map(|file| file.seen_from.clone()).unwrap_or_default();
    let repository = files.last().map_or(Path::new(FILE_NAME), |file| file.path.as_path());
    let decides = |key: &str| {
        let id = SETTINGS.iter().find(|(known, _)| *known == key).map(|(_, id)| *id);
        id.is_none_or(|id| from_command_line(matches, id).is_none())
    };
    let told = overruled.iter().filter(|one| decides(one.key));
    let notes = told.map(|one| note(one, repository)).collect();
    let origins = SETTINGS.iter().map(|(key, id)| {
        let is_overruled = overruled.iter().any(|one| one.key == *key);
        let in_file = files.iter().rev().skip(usize::from(is_overruled)).find_map(|file| {
            let span = locate(&file.bytes, &key.split('.').collect::<Vec<_>>())?;
            Some(Origin::File { path: file.path.display().to_string(), line: span.line })
        });
        (*key, from_command_line(matches, id).or(in_file).unwrap_or(Origin::Default))
    });
    Ok(InForce { config, origins: origins.collect(), skip_from, notes, files })
}

fn set_viewpoints(config: &mut Config, files: &[ConfigFile]) {
    let of = |list: &str, index: usize| {
        let begins = |file: &&ConfigFile| file.before.get(list).copied().unwrap_or_default() <= index;
        files.iter().rev().find(begins).map(|file| file.seen_from.clone()).unwrap_or_default()
    };
    for (index, scope) in config.scopes.iter_mut().enumerate() {
        scope.seen_from = of("scopes", index);
    }
    for (index, release) in config.helm.releases.iter_mut().enumerate() {
        release.seen_from = of("releases", index);
        let names = ["helm".to_owned(), "releases".to_owned(), index.to_string()];
        release.place = place_of_release(files, &names);
    }
    for (index, waiver) in config.waivers.iter_mut().enumerate() {
        waiver.seen_from = of("waivers", index);
    }
}

fn place_of_release(files: &[ConfigFile], names: &[String]) -> Option<String> {
    let index: usize = names.get(2)?.parse().ok()?;
    files.iter().rev().find_map(|file| {
        let before = file.before.get("releases").copied().unwrap_or_default();
        let mut names = names.to_vec();
        *names.get_mut(2)? = index.checked_sub(before)?.to_string();
        place_of(&file.path, &file.bytes, &names)
    })
}

/// The note that the organisation is stricter.
fn note(overruled: &Overruled, path: &Path) -> Note {
    let place = format!("{}:{}", path.display(), overruled.span.line);
    let args = [
        ("key", Arg::Text(overruled.key)),
        ("said", Arg::Text(&overruled.said)),
        ("holds", Arg::Text(&overruled.holds)),
        ("place", Arg::Text(&place)),
    ];
    let say = |lang: &str| text_with(lang, "note-setting-overruled", &args);
    let text = Localised::owned(say("en"), say("ja"));
    Note { location: None, code: NoteCode::SettingOverruled, text }
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
    // Not every command takes every flag.
    if !matches.try_contains_id(id).unwrap_or_default() {
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

fn overlay(config: &mut Config, settings: &Settings, manifests: &Manifests) {
    fn put<T: Clone>(slot: &mut T, value: Option<&T>) {
        if let Some(value) = value {
            slot.clone_from(value);
        }
    }
    put(&mut config.packs, manifests.packs.as_ref());
    put(&mut config.kubernetes_version, manifests.kubernetes_version.as_ref());
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
        scope.packs = scope.packs.take().filter(|_| manifests.packs.is_none());
        scope.persona = scope.persona.filter(|_| settings.persona.is_none());
        scope.min_confidence = scope.min_confidence.filter(|_| settings.min_confidence.is_none());
    }
}

/// Looks for the file in the scanned root and above it, up to the folder of the repository or the working folder.
///
/// Without either above the root, the root alone is looked at: a file further up is not the project's.
fn discover(root: &Path, staged: Option<&Staged>) -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let above = |is_top: &dyn Fn(&Path) -> bool| root.ancestors().position(is_top);
    let top = above(&|dir| dir.join(".git").exists()).or_else(|| above(&|dir| Some(dir) == here.as_deref()));
    let found = root.ancestors().take(top.unwrap_or(0) + 1).map(|dir| dir.join(FILE_NAME));
    found.into_iter().find(|path| path.is_file() || staged.is_some_and(|staged| staged.is_tracked(path)))
}

/// The path from the working folder: shorter to read, and the same on every machine.
fn shortened(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).map(Path::to_path_buf).ok()).unwrap_or(path)
}

fn read_staged(staged: &Staged, path: &Path) -> Result<Option<Vec<u8>>, Error> {
    staged.read_tracked(path, MAX_BYTES).map_err(|problem| match problem.reason {
        NotAnalysed::TooLarge => Error::ConfigTooLarge { path: path.to_path_buf(), limit_bytes: MAX_BYTES },
        _ => Error::ReadConfig { path: path.to_path_buf(), cause: io::Error::other(problem.detail) },
    })
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    load(path, MAX_BYTES).map_err(|cause| match cause.kind() {
        io::ErrorKind::FileTooLarge => {
            Error::ConfigTooLarge { path: path.to_path_buf(), limit_bytes: MAX_BYTES }
        }
        _ => Error::ReadConfig { path: path.to_path_buf(), cause },
    })
}
