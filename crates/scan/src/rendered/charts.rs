//! Helm charts, for each release that is asked for.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use sekimori_model::config::Release;
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{NotAnalysed, Span};
use sekimori_parse::Failure;
use sekimori_render::helm::{Chart, Options, Setting, render};
use sekimori_render::{Budget, Error, Files, Line, Origin, Rendered};
use sekimori_text::Arg;

use super::tree::Tree;
use super::{Sheet, Unit, bounded, failed, failure};
use crate::plan::Plan;
use crate::texts::both;

/// What the user says of charts beside the configuration.
#[derive(Debug, Clone, Default)]
pub struct Charts {
    /// Values over those of every release.
    pub settings: Vec<Setting>,
    /// Where files of them stand in what surrounds the scanned root, as far as they do.
    pub files: Vec<String>,
    /// The name of the releases.
    pub release: Option<String>,
    /// The namespace of the releases.
    pub namespace: Option<String>,
    /// API versions beside those of the configuration.
    pub api_versions: Vec<String>,
    /// Whether all that lies below the scanned root is scanned, so that a chart that is not met is not there.
    pub sees_all: bool,
}

/// The folders of a chart, where it cannot be told which of their files are templates.
const PARTS: [&str; 3] = ["templates", "charts", "crds"];

/// The files of a chart that the renderer reads itself, and tells of.
const OWN_FILES: [&str; 4] = ["Chart.yaml", "values.yaml", "values.schema.json", "requirements.yaml"];

/// Renders the chart in a folder.
pub(super) fn folder(folder: &Arc<str>, tree: &Tree<'_>, plan: &Plan) -> Unit {
    let loaded = bounded(plan, |budget| Chart::load(tree, folder, &plan.config.limits, budget));
    let inner = |part: &str| if folder.is_empty() { part.to_owned() } else { format!("{folder}/{part}") };
    let consumed = if let Ok(chart) = &loaded {
        // What stands among them and is not part of the chart is a file like any other.
        chart.files.clone()
    } else {
        let parts = PARTS.iter().flat_map(|part| tree.below(&inner(part)));
        parts.chain(OWN_FILES.iter().map(|file| inner(file).into())).collect()
    };
    let mut unit = releases(folder, loaded, tree, plan);
    if unit.sheets.is_empty() && !unit.findings.is_empty() {
        let is_own = |path: &str| OWN_FILES.iter().any(|file| path.rsplit('/').next() == Some(file));
        let parts = consumed.iter().filter(|path| !is_own(path));
        let as_it_is = parts.filter_map(|path| plain(path, tree));
        unit.sheets.extend(as_it_is.map(|rendered| Sheet::new(rendered, folder, tree)));
    }
    unit.consumed = consumed.iter().map(|path| tree.shown(path)).collect();
    unit
}

/// Renders a packed chart.
pub(super) fn archive(path: &Arc<str>, tree: &Tree<'_>, plan: &Plan) -> Unit {
    let inner = tree.inside(path);
    let bytes = match tree.read(&inner) {
        Ok(Some(bytes)) => bytes,
        // It was listed a moment ago.
        Ok(None) => return Unit::default(),
        Err(problem) => {
            let failure = Failure { reason: problem.reason, span: Span::FILE_START, detail: problem.detail };
            return Unit { findings: vec![failed(path, &failure)], ..Unit::default() };
        }
    };
    let loaded = bounded(plan, |budget| Chart::from_archive(&bytes, &inner, &plan.config.limits, budget));
    let mut unit = releases(&inner, loaded, tree, plan);
    unit.consumed = vec![Arc::clone(path)];
    unit
}

/// Renders a chart for each of its releases.
fn releases(path: &Arc<str>, loaded: Result<Chart, Error>, tree: &Tree<'_>, plan: &Plan) -> Unit {
    let shown = tree.shown(path);
    let shown = if shown.is_empty() { Arc::from(".") } else { shown };
    let releases = &plan.config.helm.releases;
    // A chart that is broken is meant all the same.
    let meant = releases.iter().enumerate().filter(|(_, release)| release.is_of(&shown));
    let (releases, named): (Vec<usize>, Vec<&Release>) = meant.unzip();
    let mut unit = Unit { releases, ..Unit::default() };
    let chart = match loaded {
        Ok(chart) => chart,
        Err(error) => {
            unit.findings.push(failure(&error, tree));
            return unit;
        }
    };
    let own = Release::default();
    let all = if named.is_empty() { vec![&own] } else { named };
    for release in all {
        let by: Arc<str> = if release.name.is_empty() {
            Arc::clone(&shown)
        } else {
            format!("{shown} ({})", release.name).into()
        };
        let values =
            release.values.iter().filter_map(|name| release.seen_from.surrounding(tree.place(), name));
        unit.inputs.extend(values.map(|path| tree.shown(&path)));
        match options(release, tree, plan) {
            Ok(options) => {
                let outcome = bounded(plan, |budget: &Budget<'_>| render(&chart, &options, budget));
                unit.rendered += 1;
                unit.findings.extend(outcome.failures.iter().map(|error| failure(error, tree)));
                unit.sheets.extend(outcome.manifests.into_iter().map(|one| Sheet::new(one, &by, tree)));
            }
            Err(missing) => unit.findings.push(failed(&shown, &missing)),
        }
    }
    // A template that gives a manifest matters to its own lines, whose origins tell of it; all else may matter to any.
    let manifests: HashSet<&Arc<str>> = unit.sheets.iter().map(|sheet| &sheet.path).collect();
    let files = chart.files.iter().map(|file| tree.shown(file));
    unit.inputs.extend(files.filter(|file| !manifests.contains(file)));
    // Two releases fail alike where the chart itself is at fault.
    unit.findings.sort_by_key(|finding| finding.fingerprint);
    unit.findings.dedup_by_key(|finding| (finding.fingerprint, finding.locations.clone()));
    unit
}

/// The notes of releases that no chart of the scan is meant by, `met` aside.
pub(crate) fn unused(plan: &Plan, met: &BTreeSet<usize>) -> Vec<Note> {
    let releases = plan.config.helm.releases.iter().enumerate();
    // Where only a part is scanned, the chart may lie in another.
    let is_unused = |(index, release): &(usize, &Release)| {
        plan.charts.sees_all
            && release.chart.is_some()
            && !met.contains(index)
            && !release.seen_from.sees_more()
    };
    let note = |release: &Release| {
        let args = [
            ("name", Arg::Text(&release.name)),
            ("chart", Arg::Text(release.chart.as_deref().unwrap_or_default())),
            ("place", Arg::Text(release.place.as_deref().unwrap_or("sekimori.yaml"))),
        ];
        Note { location: None, code: NoteCode::ReleaseUnused, text: both("note-release-unused", &args) }
    };
    releases.filter(is_unused).map(|(_, release)| note(release)).collect()
}

/// How a release is rendered.
fn options(release: &Release, tree: &Tree<'_>, plan: &Plan) -> Result<Options, Failure> {
    let mut settings = Vec::new();
    for name in &release.values {
        let missing = |reason, detail: String| Failure { reason, span: Span::FILE_START, detail };
        let path = release.seen_from.surrounding(tree.place(), name);
        let read = path.as_ref().map_or(Ok(None), |path| tree.read(path));
        let bytes = read
            .map_err(|problem| missing(problem.reason, format!("{name}: {}", problem.detail)))?
            .ok_or_else(|| {
            missing(NotAnalysed::RenderFailed, format!("there is no file of values {name}"))
        })?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        // Told where it is, not as it is named.
        let name = path.unwrap_or_else(|| name.clone());
        settings.push(Setting::File { name, text });
    }
    settings.extend(release.set.iter().cloned().map(Setting::Set));
    settings.extend(release.set_string.iter().cloned().map(Setting::SetString));
    settings.extend(plan.charts.settings.iter().cloned());
    let mut options = Options { settings, ..Options::default() };
    let said = (!release.name.is_empty()).then(|| release.name.clone());
    options.release = plan.charts.release.clone().or(said).unwrap_or(options.release);
    options.namespace = plan.charts.namespace.clone().or_else(|| release.namespace.clone());
    options.kube_version = Some(format!("{}.0", plan.config.kubernetes_version));
    options.api_versions = [&plan.config.helm.api_versions[..], &plan.charts.api_versions[..]].concat();
    Ok(options)
}

/// A file of a chart that is no template, although it stands among them, as it is.
fn plain(path: &Arc<str>, tree: &Tree<'_>) -> Option<Rendered> {
    if !crate::file::is_manifest(path) {
        return None;
    }
    let bytes = tree.read(path).ok()??;
    let text = std::str::from_utf8(&bytes).ok().filter(|text| !text.contains("{{"))?.to_owned();
    let mut lines = Vec::new();
    let mut start = 0;
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let end = start + u32::try_from(line.len()).ok()?;
        let span =
            Span { line: number, end_line: number, byte_start: start, byte_end: end, ..Span::FILE_START };
        lines.push(Line { origin: Some(Origin { path: Arc::clone(path), span }), unknown: false });
        start = end;
    }
    Some(Rendered { path: Arc::clone(path), text, lines })
}
