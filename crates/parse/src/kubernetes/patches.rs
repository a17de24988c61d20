//! The files that a kustomization applies as patches.

use std::sync::Arc;

use sekimori_model::inventory::{Facts, Item, Labels, Names, PatchFile};

use super::field::{Field, Recorder};
use super::object::Object;

/// Returns the files that `object` applies as patches, if it is a kustomization that has any.
pub(super) fn item_of_patches(object: &Object<'_>, path: &Arc<str>, names: &Names) -> Option<Item> {
    if object.group != "kustomize.config.k8s.io" {
        return None;
    }
    let recorder = Recorder::default();
    let top = object.field(&recorder);
    let folder = path.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
    let merged = top.at("patchesStrategicMerge").items("").into_iter().map(|file| (file, false));
    let with_path = ["patches", "patchesJson6902"].into_iter().flat_map(|list| top.at(list).items("path"));
    // kustomize takes no heed of the name in a patch whose target is given beside it.
    let with_path = with_path.map(|patch| (patch.at("path"), patch.at("target").is_present()));
    let builds_on_others = builds_on_others(&top);
    let files = merged.chain(with_path).filter_map(|(file, has_target): (Field<'_>, bool)| {
        let path = names.share(&joined(folder, file.text()?)?);
        Some(PatchFile { path, has_target, builds_on_others })
    });
    let files: Vec<PatchFile> = files.collect();
    let nothing = names.share("");
    (!files.is_empty()).then(|| Item {
        group: Arc::clone(&nothing),
        kind: Arc::clone(&nothing),
        namespace: Arc::clone(&nothing),
        name: nothing,
        path: Arc::clone(path),
        labels: Labels::default(),
        facts: Facts::Patches(files.into()),
    })
}

/// Tells whether a kustomization takes objects from outside of the tree: from an address, or from a chart.
fn builds_on_others(top: &Field<'_>) -> bool {
    let lists = ["resources", "bases", "components"].into_iter().flat_map(|list| top.at(list).items(""));
    let is_outside = |text: &str| {
        let hosts = ["git@", "github.com/", "gitlab.com/", "bitbucket.org/"];
        text.contains("://") || text.contains("?ref=") || hosts.iter().any(|host| text.starts_with(host))
    };
    let charts = ["helmCharts", "helmChartInflationGenerator"];
    lists.into_iter().any(|item| item.text().is_some_and(is_outside))
        || charts.iter().any(|list| top.at(list).has_content())
}

/// A path longer than this is none: a patch can also be written where a path is expected.
const MAX_PATH: usize = 1024;

/// Joins a relative path to a folder of the tree; none where it leads out of the tree.
fn joined(folder: &str, path: &str) -> Option<String> {
    if path.len() > MAX_PATH || path.contains('\n') || path.starts_with('/') {
        return None;
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_patch_is_found_from_the_folder_of_its_kustomization() {
        let cases = [
            ("overlays/live", "patch.yaml", Some("overlays/live/patch.yaml")),
            ("overlays/live", "./a//patch.yaml", Some("overlays/live/a/patch.yaml")),
            ("overlays/live", "../../patch.yaml", Some("patch.yaml")),
            ("", "patch.yaml", Some("patch.yaml")),
            ("overlays", "../../patch.yaml", None),
            ("", "/etc/patch.yaml", None),
            ("", "kind: Deployment\nmetadata: {}", None),
        ];
        for (folder, path, wanted) in cases {
            assert_eq!(joined(folder, path).as_deref(), wanted, "{path} in {folder}");
        }
    }
}
