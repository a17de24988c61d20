//! Charts: their files, values and dependencies, and how all templates of one are rendered.
//!
//! Files are sorted into what each of them is (`load`, `archive`, `ignore`, `metadata`); a tree of charts is made of them,
//! with the wanted dependencies under their names (`tree`); values are laid over one another (`settings`, `assign`,
//! `coalesce`) and checked (`schema`, `schema_cost`), with the lines that are at fault (`places`, `tables`); then all
//! templates are rendered (`render`, `capabilities`, `attached`), and failures are masked (`masking`).

mod archive;
mod assign;
mod attached;
mod capabilities;
mod coalesce;
mod ignore;
mod load;
mod masking;
mod metadata;
mod places;
mod render;
mod schema;
mod schema_cost;
mod settings;
mod tables;
mod tree;
mod wildcard;

use std::sync::Arc;

use sekimori_model::Limits;

use self::load::Part;
use self::metadata::Dependency;
use crate::{Budget, Error, Fault, Files, Rendered, join};

pub use render::render;
pub use settings::{Setting, check};

/// A loaded chart, with the charts it depends on.
#[derive(Debug)]
pub struct Chart {
    /// The folder or the archive that it was loaded from.
    pub path: Arc<str>,
    /// Its name in `Chart.yaml`.
    pub name: String,
    /// The files that were loaded as templates, definitions, values or descriptions of it and of the charts in it, and
    /// those that its failures name, sorted: nobody else needs to judge them as plain manifests. All else that stands in
    /// its folder, Helm would at most give to `.Files`.
    pub files: Vec<Arc<str>>,
    part: Part,
    /// Dependencies that are declared and not there, and where they are declared.
    missing: Vec<(Dependency, Arc<str>)>,
    /// What of it cannot be read.
    problems: Vec<Error>,
}

/// How a chart is rendered.
#[derive(Debug, Clone)]
pub struct Options {
    /// Values over those of the chart, in Helm's order of precedence whatever the order here.
    pub settings: Vec<Setting>,
    /// `.Release.Name`.
    pub release: String,
    /// `.Release.Namespace`; `default` stands where none is said, and is marked unknown.
    pub namespace: Option<String>,
    /// `--kube-version`, such as `1.34.0`.
    pub kube_version: Option<String>,
    /// `--api-versions`, such as `monitoring.coreos.com/v1`.
    pub api_versions: Vec<String>,
    /// `.Release.IsUpgrade` instead of `.Release.IsInstall`.
    pub upgrade: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Vec::new(),
            release: "release-name".to_owned(),
            namespace: None,
            kube_version: None,
            api_versions: Vec::new(),
            upgrade: false,
        }
    }
}

/// What came of a rendering.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The manifests, in the order of their paths: one for each template that gives any, and for each file of `crds/`.
    pub manifests: Vec<Rendered>,
    /// What could not be rendered. A template that fails costs itself; values that fail cost all.
    pub failures: Vec<Error>,
}

impl Chart {
    /// Loads the chart whose `Chart.yaml` stands in `folder`.
    ///
    /// # Errors
    /// An [`Error`] where there is no chart, or a part that it needs cannot be read.
    pub fn load(
        files: &dyn Files,
        folder: &str,
        limits: &Limits,
        budget: &Budget<'_>,
    ) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let read = load::of_folder(files, folder, limits, budget, &mut problems)?;
        let mut part = load::part(read, folder, limits, budget, &mut problems)?;
        // Before what stands beside it is added: that is a chart of its own.
        let mut loaded = Vec::new();
        part.loaded(&mut loaded);
        loaded.extend(problems.iter().filter_map(|problem| match &problem.fault {
            Fault::File { path, .. } => Some(Arc::clone(path)),
            _ => None,
        }));
        loaded.sort();
        loaded.dedup();
        beside(files, folder, &mut part, limits, budget, &mut problems)?;
        Ok(Self::new(part, folder, loaded, problems))
    }

    /// Loads a packed chart (`.tgz`); `path` names it in messages and origins.
    ///
    /// # Errors
    /// An [`Error`] where it is not a chart, or grows past a limit.
    pub fn from_archive(
        bytes: &[u8],
        path: &str,
        limits: &Limits,
        budget: &Budget<'_>,
    ) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let read = archive::unpack(bytes, path, limits, budget, &mut problems).map_err(|fault| Error {
            path: path.into(),
            line: 1,
            fault,
        })?;
        let part = load::part(read, path, limits, budget, &mut problems)?;
        Ok(Self::new(part, path, vec![path.into()], problems))
    }

    fn new(part: Part, path: &str, files: Vec<Arc<str>>, problems: Vec<Error>) -> Self {
        // A dependency that is there and broken is told of once.
        let is_broken =
            |name: &str| problems.iter().any(|error| error.path.contains(&format!("charts/{name}")));
        let is_missing = |dependency: &&Dependency| {
            let name = dependency.name.as_str();
            !part.parts.iter().any(|inner| inner.metadata.name == name) && !is_broken(name)
        };
        let missing = part.metadata.dependencies.iter().filter(is_missing).map(|dependency| {
            let requirements = part.others.iter().find(|file| file.name == "requirements.yaml");
            let place =
                requirements.filter(|_| dependency.of_requirements).map_or(&part.path, |file| &file.path);
            (dependency.clone(), Arc::clone(place))
        });
        let missing = missing.collect();
        Self { path: path.into(), name: part.metadata.name.clone(), files, part, missing, problems }
    }
}

/// Takes dependencies that `charts/` lacks from beside the chart, where their repository is a folder here
/// (`file://../library`): what `helm dependency build` would pack.
fn beside(
    files: &dyn Files,
    folder: &str,
    part: &mut Part,
    limits: &Limits,
    budget: &Budget<'_>,
    problems: &mut Vec<Error>,
) -> Result<(), Error> {
    let at = |fault: Fault| Error { path: Arc::clone(&part.path), line: 1, fault };
    let _level = budget.deeper().map_err(at)?;
    let mut found = Vec::new();
    for dependency in &part.metadata.dependencies {
        if part.parts.iter().chain(&found).any(|inner: &Part| inner.metadata.name == dependency.name) {
            continue;
        }
        let place = dependency.repository.strip_prefix("file://").and_then(|place| join(folder, place));
        let Some(place) = place.filter(|place| files.has(&load::within(place, "Chart.yaml"))) else {
            continue;
        };
        let read = load::of_folder(files, &place, limits, budget, problems)?;
        let mut inner = load::part(read, &place, limits, budget, problems)?;
        beside(files, &place, &mut inner, limits, budget, problems)?;
        found.push(inner);
    }
    part.parts.extend(found);
    Ok(())
}
