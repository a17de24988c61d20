//! Charts and overlays as what they become, before anything is judged.

mod charts;
mod find;
mod merge;
mod named;
mod overlays;
mod tree;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{Entry, FileLocation, Finding, Location, NotAnalysed, Source, Span};
use sekimori_parse::Failure;
use sekimori_render::{Bounds, Budget, Error, Fault, Files as _, Line, Rendered, folder_of};

pub use charts::Charts;
pub(crate) use charts::unused;
pub(crate) use merge::{merge, merge_notes};

use self::tree::Tree;
use crate::judge::{self, Place};
use crate::plan::Plan;

/// Tells for each rendering whether the time that it may take is up; called when it begins. The program has the clock.
pub type Timer = fn(Duration) -> Box<dyn Fn() -> bool + Sync>;

/// One chart may take this long; the largest public ones take a tenth of a second.
const TIME_OF_A_CHART: Duration = Duration::from_secs(30);

/// All overlays together may take this long.
const TIME_OF_ALL_OVERLAYS: Duration = Duration::from_mins(1);

/// A rendered text that is judged like a file.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The template, or the kustomization, from the scanned root.
    pub(crate) path: Arc<str>,
    /// What rendered it.
    pub(crate) by: Arc<str>,
    pub(crate) text: String,
    lines: Vec<Line>,
}

/// What charts and overlays became.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    /// Sorted by path and by what rendered them.
    pub(crate) all: Vec<Sheet>,
    /// The files that are judged as what they become, and not as they are.
    pub(crate) consumed: HashSet<Arc<str>>,
    /// What could not be rendered.
    pub(crate) findings: Vec<Finding>,
    /// The releases whose charts were met, by their place in the configuration.
    pub(crate) releases: BTreeSet<usize>,
    pub(crate) charts: u64,
    pub(crate) overlays: u64,
    /// By what rendered it: the files that any of its lines may depend on beside the one that it was written in.
    inputs: HashMap<Arc<str>, Arc<[Arc<str>]>>,
}

/// What came of one chart or overlay.
#[derive(Debug, Default)]
struct Unit {
    sheets: Vec<Sheet>,
    consumed: Vec<Arc<str>>,
    findings: Vec<Finding>,
    releases: Vec<usize>,
    rendered: u64,
    /// From the scanned root: what all its sheets may depend on, such as values.
    inputs: Vec<Arc<str>>,
}

impl Sheet {
    fn new(rendered: Rendered, by: &Arc<str>, tree: &Tree<'_>) -> Self {
        let mut lines = rendered.lines;
        for origin in lines.iter_mut().filter_map(|line| line.origin.as_mut()) {
            origin.path = tree.shown(&origin.path);
        }
        Self { path: tree.shown(&rendered.path), by: Arc::clone(by), text: rendered.text, lines }
    }

    /// Returns where a stretch of the text was written.
    pub(crate) fn location(&self, rendered: Span) -> Location {
        let origin = self.line(rendered).and_then(|line| line.origin.as_ref());
        let (path, span) =
            origin.map_or((&self.path, Span::FILE_START), |origin| (&origin.path, origin.span));
        Location::File(FileLocation {
            path: Arc::clone(path),
            span,
            rendered: Some(rendered),
            rendered_by: Some(Arc::clone(&self.by)),
        })
    }

    /// Tells whether a stretch depends on what only an installation knows.
    pub(crate) fn is_unknown(&self, rendered: Span) -> bool {
        self.line(rendered).is_some_and(|line| line.unknown)
    }

    fn line(&self, rendered: Span) -> Option<&Line> {
        self.lines.get(usize::try_from(rendered.line.checked_sub(1)?).ok()?)
    }

    /// Returns it as an entry of a listing.
    pub(crate) fn entry(&self) -> Entry {
        Entry { path: Arc::clone(&self.path), named: true }
    }
}

/// Renders all charts and overlays of a source; works in the pool that it is called in.
pub(crate) fn render(source: &dyn Source, entries: &[Entry], plan: &Plan) -> Sheets {
    let tree = Tree::new(source, entries, &plan.config.limits);
    let charts: Vec<Unit> = find::charts(&tree, source.place())
        .par_iter()
        .map(|folder| guarded(folder, &tree, || charts::folder(folder, &tree, plan)))
        .collect();
    let archives: Vec<&Entry> =
        entries.iter().filter(|entry| entry.named && find::is_archive(&entry.path)).collect();
    let archives: Vec<Unit> = archives
        .par_iter()
        .map(|entry| guarded(&entry.path, &tree, || charts::archive(&entry.path, &tree, plan)))
        .collect();
    // Read here once, so that the source can tell whether they have changed.
    let values = plan.charts.files.iter().filter(|_| plan.focus.since.is_some());
    let values = values.filter(|file| matches!(tree.read(file), Ok(Some(_)))).map(|file| tree.shown(file));
    let values: Vec<Arc<str>> = values.collect();
    let mut sheets = Sheets::default();
    for mut unit in charts.into_iter().chain(archives) {
        unit.inputs.extend(values.iter().cloned());
        sheets.charts += unit.rendered;
        sheets.add(unit);
    }
    for unit in overlays::all(&tree, source.place(), &sheets.consumed, plan) {
        sheets.overlays += unit.rendered;
        sheets.add(unit);
    }
    sheets.all.sort_by(|a, b| (&a.path, &a.by).cmp(&(&b.path, &b.by)));
    sheets
}

impl Sheets {
    /// Returns what rendered something from inputs that have changed; a source that cannot tell has changed them all.
    pub(crate) fn touched(&self, source: &dyn Source) -> HashSet<Arc<str>> {
        let has_changed = |path: &Arc<str>| source.has_changed(path).unwrap_or(true);
        let touched = self.inputs.iter().filter(|(_, inputs)| inputs.iter().any(has_changed));
        touched.map(|(by, _)| Arc::clone(by)).collect()
    }

    fn add(&mut self, unit: Unit) {
        let inputs: Arc<[Arc<str>]> = unit.inputs.into();
        for sheet in &unit.sheets {
            self.inputs.insert(Arc::clone(&sheet.by), Arc::clone(&inputs));
        }
        self.all.extend(unit.sheets);
        self.consumed.extend(unit.consumed);
        self.findings.extend(unit.findings);
        self.releases.extend(unit.releases);
    }
}

/// A defect of ours in one chart must not cost the user all others.
fn guarded(path: &str, tree: &Tree<'_>, work: impl FnOnce() -> Unit) -> Unit {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let detail = "the renderer failed on it".to_owned();
        let failure = Failure { reason: NotAnalysed::Internal, span: Span::FILE_START, detail };
        Unit { findings: vec![failed(&tree.shown(path), &failure)], ..Unit::default() }
    })
}

/// Does what may take long, within bounds.
fn bounded<T>(plan: &Plan, work: impl FnOnce(&Budget<'_>) -> T) -> T {
    let is_late = (plan.timer)(TIME_OF_A_CHART);
    work(&Budget::new(Bounds::default(), &*is_late))
}

/// The finding of what could not be rendered.
fn failure(error: &Error, tree: &Tree<'_>) -> Finding {
    let line = Span { line: error.line, end_line: error.line, ..Span::FILE_START };
    let (path, reason) = match &error.fault {
        Fault::Refused(_) => (&error.path, NotAnalysed::RenderFailed),
        Fault::Bound(_) => (&error.path, NotAnalysed::RenderTooMuch),
        Fault::Remote(_) => (&error.path, NotAnalysed::Remote),
        Fault::File { reason, .. } => (&error.path, *reason),
    };
    let detail = match &error.fault {
        Fault::File { path, detail, .. } => format!("{}: {detail}", tree.shown(path)),
        other => other.to_string(),
    };
    failed(&tree.shown(path), &Failure { reason, span: line, detail })
}

fn failed(path: &Arc<str>, failure: &Failure) -> Finding {
    judge::failure(failure, &Place { path, text: "", offset: 0, sheet: None })
}

/// The folder of a file, as it is shown; the root is `.`.
fn shown_folder(path: &str) -> &str {
    match folder_of(path) {
        "" => ".",
        folder => folder,
    }
}
