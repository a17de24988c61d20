//! Kustomize overlays that no other overlay is built on.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{NotAnalysed, Span};
use sekimori_parse::Failure;
use sekimori_render::kustomize::{Bases, Built, build_on};
use sekimori_render::{Bounds, Budget, Error, Fault, Rendered, folder_of};

use super::named::{self, Kustomization};
use super::tree::Tree;
use super::{Sheet, TIME_OF_ALL_OVERLAYS, Unit, failed, failure, find, guarded, shown_folder};
use crate::plan::Plan;

/// Builds every overlay below `root` that stands for itself.
pub(super) fn all(tree: &Tree<'_>, root: &str, consumed: &HashSet<Arc<str>>, plan: &Plan) -> Vec<Unit> {
    let mut paths = find::kustomizations(tree, root);
    paths.retain(|path| !consumed.contains(&tree.shown(path)));
    let all = named::read(paths, tree, plan);
    // Of bases that are taken twice on every level, each overlay alone could take all the time that there is.
    let is_late = (plan.timer)(TIME_OF_ALL_OVERLAYS);
    let scan = Scan { all: &all, tree, plan, is_late: &*is_late };
    let groups = named::groups(&all);
    let units: Vec<Vec<Unit>> = groups.par_iter().map(|group| scan.group(group)).collect();
    let mut told = HashSet::new();
    let mut units: Vec<Unit> = units.into_iter().flatten().collect();
    for unit in &mut units {
        // Two overlays fail alike where their base is at fault.
        unit.findings.retain(|finding| {
            told.insert((finding.fingerprint, format!("{:?}{:?}", finding.locations, finding.evidence)))
        });
    }
    units
}

/// What is the same for all overlays.
struct Scan<'a> {
    all: &'a [Kustomization],
    tree: &'a Tree<'a>,
    plan: &'a Plan,
    is_late: &'a (dyn Fn() -> bool + Sync),
}

impl Scan<'_> {
    /// Builds the overlays of kustomizations that name each other: first those that nobody names, and what those are built
    /// on only where none of them could be built.
    fn group(&self, group: &[usize]) -> Vec<Unit> {
        let mut namers: BTreeMap<usize, usize> = group.iter().map(|index| (*index, 0)).collect();
        for part in group.iter().flat_map(|index| self.parts(*index)) {
            namers.entry(part).and_modify(|count| *count += 1);
        }
        let shared = namers.iter().filter(|(_, count)| **count > 1);
        let shared = shared.filter_map(|(index, _)| Some(folder_of(&self.all.get(*index)?.path).to_owned()));
        let bases = Bases::shared(shared.collect());
        let mut ready: BTreeSet<usize> =
            namers.iter().filter(|(_, count)| **count == 0).map(|(index, _)| *index).collect();
        let mut built: Vec<(&Kustomization, Result<Built, Box<Unit>>)> = Vec::new();
        let mut covered: HashSet<Arc<str>> = HashSet::new();
        // Where all that is left names each other in a circle, one of them has to be the first.
        while let Some(index) = ready.pop_first().or_else(|| namers.keys().next().copied()) {
            namers.remove(&index);
            let Some(one) = self.all.get(index) else { continue };
            for part in &one.parts {
                if let Some(count) = namers.get_mut(part) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        ready.insert(*part);
                    }
                }
            }
            if !one.stands_for_itself || covered.contains(&one.path) {
                continue;
            }
            let outcome = self.build(index, one, &bases);
            if let Ok(built) = &outcome {
                covered.extend(built.files.iter().filter(|file| **file != one.path).cloned());
            }
            built.push((one, outcome));
        }
        // What another overlay is built on is judged as part of it.
        let stand =
            built.into_iter().filter(|(one, outcome)| outcome.is_err() || !covered.contains(&one.path));
        stand
            .map(|(one, outcome)| {
                outcome.map_or_else(|failed| *failed, |built| unit(&one.path, built, self.tree))
            })
            .collect()
    }

    fn parts(&self, index: usize) -> impl Iterator<Item = usize> {
        self.all.get(index).into_iter().flat_map(|one| one.parts.iter().copied())
    }

    fn build(&self, index: usize, one: &Kustomization, bases: &Bases) -> Result<Built, Box<Unit>> {
        let (tree, path) = (self.tree, &one.path);
        let mut built = None;
        // A defect of ours is a failure like any other: the overlay is named, and the others are built.
        let mut unit = guarded(path, tree, || {
            let budget = Budget::new(Bounds::default(), self.is_late);
            let outcome = if (self.is_late)() {
                let fault = Fault::Bound("the overlays before it took too long".to_owned());
                Err(Error { path: Arc::clone(path), line: 1, fault })
            } else {
                build_on(bases, tree, folder_of(path), &self.plan.config.limits, &budget)
            };
            match outcome {
                Ok(done) => built = Some(done),
                Err(error) => return Unit { findings: vec![failure(&error, tree)], ..Unit::default() },
            }
            Unit::default()
        });
        unit.consumed = self.kept_aside(index, one);
        built.ok_or_else(|| Box::new(unit))
    }

    /// Returns what is not judged although the overlay could not be built: its patches where nobody else can tell that
    /// they are parts of objects, and itself where it is no YAML, which is told already. With `--strict` nobody can say of
    /// a file that it is a patch.
    fn kept_aside(&self, index: usize, one: &Kustomization) -> Vec<Arc<str>> {
        let mut aside: Vec<Arc<str>> = Vec::new();
        if !one.is_read {
            aside.push(self.tree.shown(&one.path));
        }
        // Of a patch for what stands in a plain file, or comes from elsewhere, the inventory knows what it is. What stands
        // in a base may have another name by now.
        let is_known = one.is_read && self.parts(index).next().is_none();
        if is_known || self.plan.config.strict {
            return aside;
        }
        let components = self.parts(index).filter_map(|part| self.all.get(part));
        let components = components.filter(|part| !part.stands_for_itself);
        let patches = components.chain([one]).flat_map(Kustomization::only_patches);
        aside.extend(patches.map(|patch| self.tree.shown(patch)));
        aside
    }
}

fn unit(path: &Arc<str>, built: Built, tree: &Tree<'_>) -> Unit {
    let shown = tree.shown(path);
    let by: Arc<str> = shown_folder(&shown).into();
    let remote = built.remote.iter().map(|remote| {
        let span = Span { line: remote.line, end_line: remote.line, ..Span::FILE_START };
        let failure = Failure { reason: NotAnalysed::Remote, span, detail: remote.address.clone() };
        failed(&tree.shown(&remote.path), &failure)
    });
    let resources = resources(&built.rendered);
    let inputs = built.files.iter().filter(|file| !resources.contains(*file)).map(|file| tree.shown(file));
    // Where nothing comes of it, its files are all that there is to judge.
    let is_something = !built.rendered.text.is_empty();
    let consumed = built.files.iter().filter(|_| is_something);
    Unit {
        inputs: inputs.collect(),
        findings: remote.collect(),
        consumed: consumed.map(|file| tree.shown(file)).collect(),
        sheets: vec![Sheet { path: shown, ..Sheet::new(built.rendered, &by, tree) }],
        rendered: 1,
        ..Unit::default()
    }
}

/// The files that objects stand in; all else that an overlay reads may matter to any of them.
fn resources(rendered: &Rendered) -> HashSet<Arc<str>> {
    let lines = rendered.text.lines().zip(&rendered.lines);
    let heads = lines.filter(|(text, _)| text.starts_with("kind:"));
    heads.filter_map(|(_, line)| Some(Arc::clone(&line.origin.as_ref()?.path))).collect()
}
