//! The files of a chart and of the charts inside it, sorted into what each of them is.

use std::collections::BTreeMap;
use std::sync::Arc;

use sekimori_model::{Limits, Problem};

use super::archive;
use super::ignore::Rules;
use super::metadata::Metadata;
use crate::{Budget, Error, Fault, Files, join};

/// A file of a chart.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// The name inside the chart, such as `templates/a.yaml`.
    pub(super) name: String,
    /// The path from the root of the files; what is inside an archive stands below the path of the archive.
    pub(super) path: Arc<str>,
    pub(super) bytes: Arc<[u8]>,
}

/// A chart as it was written, without anything decided yet.
#[derive(Debug)]
pub(super) struct Part {
    /// The path of its `Chart.yaml`.
    pub(super) path: Arc<str>,
    pub(super) metadata: Metadata,
    pub(super) values: Option<File>,
    pub(super) schema: Option<File>,
    pub(super) templates: Vec<File>,
    /// All else: what `.Files` gives, `crds/` among it.
    pub(super) others: Vec<File>,
    /// The charts in `charts/`, sorted by the names of their folders.
    pub(super) parts: Vec<Part>,
    /// Files that are nothing without the chart in `charts/` that they belong to, which is broken.
    lost: Vec<Arc<str>>,
    /// `requirements.yaml`, where there is one.
    requirements: Option<Arc<str>>,
}

impl Part {
    /// Adds the paths of all files that were loaded as what makes this chart, or one inside it.
    pub(super) fn loaded(&self, paths: &mut Vec<Arc<str>>) {
        let own = self.values.iter().chain(&self.schema).chain(&self.templates);
        let definitions = self.others.iter().filter(|file| file.is_definition());
        paths.extend(own.chain(definitions).map(|file| Arc::clone(&file.path)));
        paths.extend(self.lost.iter().chain(&self.requirements).cloned());
        paths.push(Arc::clone(&self.path));
        for part in &self.parts {
            part.loaded(paths);
        }
    }
}

impl File {
    /// Returns the text; bytes that are not UTF-8 are replaced.
    pub(super) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Tells whether it is installed before all templates, as it is.
    pub(super) fn is_definition(&self) -> bool {
        self.name.starts_with("crds/") && matches!(ending(&self.name), Some("yaml" | "yml" | "json"))
    }

    /// Tells whether it is no manifest before it is rendered, or describes a chart.
    fn needs_its_chart(&self) -> bool {
        const OWN: [&str; 3] = ["Chart.yaml", "requirements.yaml", "values.yaml"];
        OWN.contains(&self.name.as_str())
            || (self.name.starts_with("templates/") && self.text().contains("{{"))
    }

    /// Makes an error at a line of the file.
    pub(super) fn error(&self, line: u32, fault: Fault) -> Error {
        Error { path: Arc::clone(&self.path), line, fault }
    }
}

/// Reads the files of a folder, without those that `.helmignore` leaves out. What cannot be read is a problem.
pub(super) fn of_folder(
    files: &dyn Files,
    folder: &str,
    limits: &Limits,
    budget: &Budget<'_>,
    problems: &mut Vec<Error>,
) -> Result<Vec<File>, Error> {
    let at = |path: &str, fault: Fault| Error { path: path.into(), line: 1, fault };
    let ignore_path = within(folder, ".helmignore");
    let ignore = files.read(&ignore_path).ok().flatten().unwrap_or_default();
    let rules =
        Rules::parse(&String::from_utf8_lossy(&ignore), budget).map_err(|fault| at(&ignore_path, fault))?;
    let mut all = Vec::new();
    for path in files.below(folder) {
        budget.step(1).map_err(|fault| at(&path, fault))?;
        let name = if folder.is_empty() { Some(&*path) } else { path.get(folder.len().saturating_add(1)..) };
        let Some(name) = name.filter(|name| !rules.ignore(name)) else { continue };
        if all.len() as u64 >= limits.files {
            return Err(at(folder, Fault::Bound(format!("the chart has more than {} files", limits.files))));
        }
        match files.read(&path) {
            Ok(Some(bytes)) => {
                budget.make(bytes.len()).map_err(|fault| at(&path, fault))?;
                let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
                    Some(rest) => rest.into(),
                    None => bytes,
                };
                all.push(File { name: name.to_owned(), path, bytes });
            }
            Ok(None) => {}
            // What only `.Files` would give is as good as not there: a picture may be too large for us.
            Err(_) if !is_needed(name) => {}
            Err(Problem { path, reason, detail }) => {
                problems.push(at(&path, Fault::File { path: Arc::clone(&path), reason, detail }));
            }
        }
    }
    Ok(all)
}

/// Tells whether a chart is not what it was without that file.
fn is_needed(name: &str) -> bool {
    const FOLDERS: [&str; 3] = ["templates/", "charts/", "crds/"];
    const FILES: [&str; 4] = ["Chart.yaml", "requirements.yaml", "values.yaml", "values.schema.json"];
    FILES.contains(&name) || FOLDERS.iter().any(|folder| name.starts_with(folder))
}

/// Makes a chart of its files. A chart inside it that is broken is a problem, and missing.
pub(super) fn part(
    files: Vec<File>,
    place: &str,
    limits: &Limits,
    budget: &Budget<'_>,
    problems: &mut Vec<Error>,
) -> Result<Part, Error> {
    let at = |fault: Fault| Error { path: place.into(), line: 1, fault };
    let _level = budget.deeper().map_err(at)?;
    let Some(chart) = files.iter().find(|file| file.name == "Chart.yaml").cloned() else {
        return Err(at(Fault::refused("there is no Chart.yaml")));
    };
    let metadata = Metadata::parse(&chart.bytes, budget).map_err(|(line, fault)| chart.error(line, fault))?;
    let mut part = Part {
        path: Arc::clone(&chart.path),
        metadata,
        values: None,
        schema: None,
        templates: Vec::new(),
        others: Vec::new(),
        parts: Vec::new(),
        lost: Vec::new(),
        requirements: None,
    };
    let mut inside: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for file in files {
        budget.step(1).map_err(at)?;
        let is_v1 = part.metadata.api_version == "v1";
        match file.name.as_str() {
            "Chart.yaml" | "Chart.lock" => {}
            "values.yaml" => part.values = Some(file),
            "values.schema.json" => part.schema = Some(file),
            "requirements.yaml" => {
                part.requirements = Some(Arc::clone(&file.path));
                part.metadata
                    .require(&file.bytes, budget)
                    .map_err(|(line, fault)| file.error(line, fault))?;
                if is_v1 {
                    part.others.push(file);
                }
            }
            "requirements.lock" if !is_v1 => {}
            name if name.starts_with("templates/") => part.templates.push(file),
            name if name.starts_with("charts/") && ending(name) != Some("prov") => {
                let rest = name.strip_prefix("charts/").unwrap_or(name).to_owned();
                let (folder, rest) = rest.split_once('/').unwrap_or((&rest, ""));
                inside.entry(folder.to_owned()).or_default().push(File { name: rest.to_owned(), ..file });
            }
            _ => part.others.push(file),
        }
    }
    part.metadata.validate(budget).map_err(|(line, fault)| chart.error(line, fault))?;
    for (folder, files) in inside {
        if folder.starts_with(['_', '.']) {
            continue;
        }
        let needing = files.iter().filter(|file| file.needs_its_chart());
        let needing: Vec<_> = needing.map(|file| Arc::clone(&file.path)).collect();
        match inner(&folder, files, place, limits, budget, problems) {
            Ok(Some(inner)) => part.parts.push(inner),
            Ok(None) => {}
            Err(error) => {
                problems.push(error);
                part.lost.extend(needing);
            }
        }
    }
    Ok(part)
}

fn inner(
    folder: &str,
    files: Vec<File>,
    place: &str,
    limits: &Limits,
    budget: &Budget<'_>,
    problems: &mut Vec<Error>,
) -> Result<Option<Part>, Error> {
    let place = within(place, &format!("charts/{folder}"));
    if let Some(packed) = files.iter().find(|file| file.name.is_empty()) {
        // A file right in `charts/` that is no packed chart: Helm refuses the chart for it, and nothing is lost by
        // rendering the rest.
        if ending(folder) != Some("tgz") {
            return Ok(None);
        }
        let unpacked = archive::unpack(&packed.bytes, &packed.path, limits, budget, problems);
        let unpacked = unpacked.map_err(|fault| packed.error(1, fault))?;
        return part(unpacked, &packed.path, limits, budget, problems).map(Some);
    }
    part(files, &place, limits, budget, problems).map(Some)
}

/// Returns the path of a file inside a folder.
pub(super) fn within(folder: &str, name: &str) -> String {
    join(folder, name).unwrap_or_else(|| name.to_owned())
}

/// Returns what stands behind the last dot of a path; upper and lower case differ, as in Helm.
pub(super) fn ending(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, ending)| ending)
}
