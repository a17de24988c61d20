//! All templates of a chart and of those inside it, in Helm's order.

use std::cmp::Reverse;
use std::sync::Arc;

use sekimori_model::Span;

use super::attached::Attached;
use super::capabilities::{self, KubeVersion};
use super::coalesce::{self, Nulls};
use super::load::{File, Part};
use super::masking::Secrets;
use super::metadata::is_in_range;
use super::tree::Live;
use super::{Chart, Options, Outcome, schema, settings, tables};
use crate::helm::engine::Engine;
use crate::helm::functions;
use crate::helm::value::{Map, Text, Value};
use crate::{Budget, Error, Fault, Line, Origin, Rendered};

/// A template that is to be rendered.
struct Job<'p> {
    /// The name by which templates know it: `chart/charts/sub/templates/a.yaml`.
    name: String,
    file: &'p File,
    folder: String,
    scope: Map,
}

/// Renders all templates of a chart and of its dependencies.
///
/// A template that fails, a dependency that is missing and a version of Kubernetes that the chart does not want cost
/// themselves; values that are malformed, or do not fit, cost all.
pub fn render(chart: &Chart, options: &Options, budget: &Budget<'_>) -> Outcome {
    let mut outcome = Outcome { manifests: Vec::new(), failures: chart.problems.clone() };
    let mut secrets = Secrets::default();
    if let Err(error) = fill(chart, options, budget, &mut secrets, &mut outcome) {
        outcome.failures.push(error);
    }
    // Here, where every failure comes by.
    let mut names = Vec::new();
    file_names(&chart.part, &mut names);
    secrets.mask(&mut outcome.failures, &names);
    outcome.manifests.sort_by(|one, other| one.path.cmp(&other.path));
    outcome
}

/// Collects the names of the files of a chart and of those inside it, as templates and messages know them.
fn file_names<'p>(part: &'p Part, names: &mut Vec<&'p str>) {
    let files = part.templates.iter().chain(&part.others).chain(&part.values).chain(&part.schema);
    names.extend(files.map(|file| file.name.as_str()).filter(|name| name.contains(['/', '.'])));
    part.parts.iter().for_each(|inner| file_names(inner, names));
}

fn fill(
    chart: &Chart,
    options: &Options,
    budget: &Budget<'_>,
    secrets: &mut Secrets,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let part = &chart.part;
    let at = |fault: Fault| Error { path: Arc::clone(&part.path), line: 1, fault };
    // A flag is no file: what is wrong with it is told at the chart.
    let flag = |name: &str, fault: &Fault| at(Fault::refused(format!("{name}: {fault}")));
    let user = settings::merged(&options.settings, budget).map_err(|error| {
        if error.path.starts_with("--") { flag(&error.path, &error.fault) } else { error }
    })?;
    // Before templates change them.
    secrets.add(&user, budget).map_err(at)?;
    let kube = KubeVersion::parse(options.kube_version.as_deref())
        .map_err(|fault| flag("--kube-version", &fault))?;

    let mut live = Live::new(part, budget)?;
    secrets.add_all(&live, budget).map_err(at)?;
    let misfit = |live: &Live<'_>, fault: Fault| {
        let is_refused = matches!(fault, Fault::Refused(_));
        let named = if is_refused { tables::misfit(live, &options.settings, budget) } else { None };
        named.unwrap_or_else(|| at(fault))
    };
    if let Err(fault) = live.choose(&user, "", budget) {
        return Err(misfit(&live, fault));
    }
    live.import(budget).map_err(|fault| misfit(&live, fault))?;
    complain(chart, &live, &kube, budget, outcome);

    let values =
        coalesce::values(&live, &user, Nulls::Remove, budget).map_err(|fault| misfit(&live, fault))?;
    if !schema::fits(&live, &values, budget, &mut outcome.failures)? {
        return Ok(());
    }

    definitions(&live, outcome);
    let common: Map = [
        ("Release", Value::Map(release(options))),
        ("Capabilities", capabilities::value(&kube, &options.api_versions)),
    ]
    .into_iter()
    .collect();
    let mut jobs = Vec::new();
    scope(&live, "", Some(values), &common, &mut jobs, budget).map_err(at)?;
    run(jobs, budget, outcome);
    Ok(())
}

/// Says what is missing, and whether the chart wants another Kubernetes.
fn complain(chart: &Chart, live: &Live<'_>, kube: &KubeVersion, budget: &Budget<'_>, outcome: &mut Outcome) {
    let path = &chart.part.path;
    let mut complain = |path: &Arc<str>, line: u32, detail: String| {
        outcome.failures.push(Error { path: Arc::clone(path), line, fault: Fault::refused(detail) });
    };
    for (dependency, place) in &chart.missing {
        let is_wanted = |wanted: &super::metadata::Dependency| {
            wanted.line == dependency.line && wanted.of_requirements == dependency.of_requirements
        };
        if live.metadata.dependencies.iter().any(is_wanted) {
            let name = &dependency.name;
            complain(
                place,
                dependency.line,
                format!(
                    "the chart {name} is declared here and missing in charts/: fetch it with `helm dependency build`"
                ),
            );
        }
    }
    let wanted = &chart.part.metadata.kube_version;
    if !wanted.is_empty() && !is_in_range(wanted, &kube.plain, budget) {
        let detail = format!(
            "the chart wants Kubernetes {wanted} and is rendered for {}: say another with --kube-version",
            kube.plain
        );
        complain(path, chart.part.metadata.kube_version_line, detail);
    }
}

fn release(options: &Options) -> Map {
    // Where nobody says a namespace, the one that Helm writes is a guess.
    let namespace = options.namespace.as_deref().map_or_else(|| Text::unknown("default"), Text::new);
    [
        ("Name", Value::text(options.release.as_str())),
        ("Namespace", Value::Text(namespace)),
        ("IsInstall", Value::Bool(!options.upgrade)),
        ("IsUpgrade", Value::Bool(options.upgrade)),
        ("Revision", Value::Int(1)),
        ("Service", Value::text("Helm")),
    ]
    .into_iter()
    .collect()
}

/// Makes what the templates of one chart see, and of all inside it.
fn scope<'p>(
    live: &Live<'p>,
    parent: &str,
    values: Option<Map>,
    common: &Map,
    jobs: &mut Vec<Job<'p>>,
    budget: &Budget<'_>,
) -> Result<Map, Fault> {
    let _level = budget.deeper()?;
    let name = &live.metadata.name;
    let full = if parent.is_empty() { name.clone() } else { format!("{parent}/charts/{name}") };
    let values = values.unwrap_or_default();
    let charts = Map::default();
    let own: Map = common.entries().into_iter().collect();
    own.set("Chart", Value::Map(live.metadata.value(parent.is_empty())));
    own.set("Files", Attached::value(&live.part.others));
    own.set("Subcharts", Value::Map(charts.clone()));
    own.set("Values", Value::Map(values.clone()));
    for inner in &live.inner {
        let theirs = values.get(&inner.metadata.name);
        let theirs = if let Some(Value::Map(theirs)) = theirs { Some(theirs) } else { None };
        let scope = scope(inner, &full, theirs, common, jobs, budget)?;
        charts.set(inner.metadata.name.as_str(), Value::Map(scope));
    }
    for file in &live.part.templates {
        budget.step(1)?;
        if live.metadata.is_library() && !is_partial(&file.name) {
            continue;
        }
        jobs.push(Job {
            name: format!("{full}/{}", file.name),
            file,
            folder: format!("{full}/templates"),
            scope: own.clone(),
        });
    }
    Ok(own)
}

fn run(mut jobs: Vec<Job<'_>>, budget: &Budget<'_>, outcome: &mut Outcome) {
    // What is added later wins: the deepest first, so that a parent's definitions win over those of its dependencies.
    jobs.sort_by_cached_key(|job| Reverse((job.name.matches('/').count(), job.name.clone())));
    // Two aliases of the same name cannot be, and two dependencies of one folder are one template.
    jobs.dedup_by(|one, other| one.name == other.name);
    let mut engine = Engine::new(budget, functions::find);
    let mut failed = Vec::new();
    for job in &jobs {
        let added = engine.add(&job.name, Arc::clone(&job.file.path), &job.file.text());
        failed.push(added.is_err());
        outcome.failures.extend(added.err());
    }
    for (job, has_failed) in jobs.iter().zip(failed) {
        if has_failed || is_partial(&job.name) {
            continue;
        }
        let template =
            [("Name", Value::text(job.name.as_str())), ("BasePath", Value::text(job.folder.as_str()))];
        job.scope.set("Template", Value::Map(template.into_iter().collect()));
        // NOTES.txt is rendered too: it may stop the rendering, or change values that others see.
        match engine.render(&job.name, Value::Map(job.scope.clone())) {
            Ok(output) if output.text.trim().is_empty() || job.name.ends_with("NOTES.txt") => {}
            Ok(output) => outcome.manifests.push(Rendered {
                path: Arc::clone(&job.file.path),
                text: output.text,
                lines: output.lines,
            }),
            // Where nothing is left for the others, each of them says so at its first step.
            Err(error) => outcome.failures.push(error),
        }
    }
}

fn definitions(live: &Live<'_>, outcome: &mut Outcome) {
    let mut files = Vec::new();
    live.definitions(&mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    // Of a chart with several aliases they are given once.
    files.dedup_by(|one, other| one.path == other.path);
    for file in files {
        let text = file.text().into_owned();
        let mut start = 0_u32;
        let mut lines = Vec::new();
        for (number, piece) in (1_u32..).zip(text.split('\n')) {
            let bytes = u32::try_from(piece.len()).unwrap_or(u32::MAX);
            let end = start.saturating_add(bytes);
            let columns = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
            let span = Span {
                line: number,
                column: 1,
                end_line: number,
                end_column: columns.saturating_add(1),
                byte_start: start,
                byte_end: end,
            };
            lines.push(Line { origin: Some(Origin { path: Arc::clone(&file.path), span }), unknown: false });
            start = end.saturating_add(1);
        }
        outcome.manifests.push(Rendered { path: Arc::clone(&file.path), text, lines });
    }
}

fn is_partial(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.starts_with('_'))
}
