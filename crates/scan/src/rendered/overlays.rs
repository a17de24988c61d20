//! Kustomize overlays that no other overlay is built on.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::{NotAnalysed, Span};
use sekimori_parse::yaml::{Node, documents};
use sekimori_parse::{Failure, decode};
use sekimori_render::kustomize::{Built, build};
use sekimori_render::{Files, folder_of};

use super::tree::Tree;
use super::{Sheet, Unit, bounded, failed, failure, find, guarded, shown_folder};
use crate::plan::Plan;

/// Builds every overlay below `root` that stands for itself.
pub(super) fn all(tree: &Tree<'_>, root: &str, consumed: &HashSet<Arc<str>>, plan: &Plan) -> Vec<Unit> {
    let all: Vec<Arc<str>> = find::kustomizations(tree, root)
        .into_iter()
        .filter(|path| !consumed.contains(&tree.shown(path)) && stands_for_itself(path, tree, plan))
        .collect();
    let built: Vec<(Arc<str>, Result<Built, Unit>)> = all
        .par_iter()
        .map(|path| {
            let mut built = None;
            // A defect of ours is a failure like any other: the overlay is named, and the others are built.
            let failed = guarded(path, tree, || {
                match bounded(plan, |budget| build(tree, folder_of(path), &plan.config.limits, budget)) {
                    Ok(done) => built = Some(done),
                    Err(error) => return Unit { findings: vec![failure(&error, tree)], ..Unit::default() },
                }
                Unit::default()
            });
            (Arc::clone(path), built.ok_or(failed))
        })
        .collect();
    // What another overlay is built on is judged as part of it.
    let parts: HashSet<Arc<str>> = built
        .iter()
        .filter_map(|(path, built)| Some((path, built.as_ref().ok()?)))
        .flat_map(|(path, built)| built.files.iter().filter(move |file| *file != path).cloned())
        .collect();
    let stand = built.into_iter().filter(|(path, _)| !parts.contains(path));
    stand.map(|(path, built)| built.map_or_else(|failed| failed, |built| unit(&path, built, tree))).collect()
}

fn unit(path: &Arc<str>, built: Built, tree: &Tree<'_>) -> Unit {
    let shown = tree.shown(path);
    let by: Arc<str> = shown_folder(&shown).into();
    let remote = built.remote.iter().map(|remote| {
        let span = Span { line: remote.line, end_line: remote.line, ..Span::FILE_START };
        let failure = Failure { reason: NotAnalysed::Remote, span, detail: remote.address.clone() };
        failed(&tree.shown(&remote.path), &failure)
    });
    Unit {
        findings: remote.collect(),
        consumed: built.files.iter().map(|file| tree.shown(file)).collect(),
        sheets: vec![Sheet { path: shown, ..Sheet::new(built.rendered, &by, tree) }],
        rendered: 1,
        ..Unit::default()
    }
}

/// A component is built only as part of an overlay, and what others call a Kustomization is none.
fn stands_for_itself(path: &str, tree: &Tree<'_>, plan: &Plan) -> bool {
    let Ok(Some(bytes)) = tree.read(path) else { return true };
    let Ok(text) = decode(&bytes) else { return true };
    let Some(Ok(document)) = documents(&text, &plan.config.limits).next() else { return true };
    let root = document.root();
    let group = root.get("apiVersion").and_then(Node::text);
    let is_ours = group.is_none_or(|group| group.is_empty() || group.starts_with("kustomize.config.k8s.io/"));
    is_ours && root.get("kind").and_then(Node::text) != Some("Component")
}
