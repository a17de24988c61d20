//! Which folders are charts, and which are overlays.

use std::collections::BTreeSet;
use std::sync::Arc;

use sekimori_parse::kubernetes::is_kustomization;
use sekimori_render::{Files, folder_of};

/// Returns the folders of charts that no other chart has as a dependency, sorted.
pub(super) fn charts(files: &dyn Files, root: &str) -> Vec<Arc<str>> {
    let all: BTreeSet<Arc<str>> = files
        .below(root)
        .iter()
        .filter(|path| file_name(path) == "Chart.yaml")
        .map(|path| Arc::from(folder_of(path)))
        .collect();
    let is_part = |folder: &str| {
        let steps = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        let mut above = "";
        for end in steps {
            let path = folder.get(..end).unwrap_or_default();
            let name = path.rsplit('/').next().unwrap_or_default();
            // `charts` right below a chart, at whatever depth the folder itself lies in it.
            if ["charts", "templates", "crds"].contains(&name) && all.contains(above) {
                return true;
            }
            above = path;
        }
        false
    };
    all.iter().filter(|folder| !is_part(folder)).cloned().collect()
}

/// Returns the files that are kustomizations, sorted.
pub(super) fn kustomizations(files: &dyn Files, root: &str) -> Vec<Arc<str>> {
    files.below(root).into_iter().filter(|path| is_kustomization(path)).collect()
}

/// Tells by its name whether a file is a packed chart, where the user names it.
pub(super) fn is_archive(path: &str) -> bool {
    [".tgz", ".tar.gz"].iter().any(|ending| path.ends_with(ending))
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use sekimori_render::InMemory;

    use super::*;

    #[test]
    fn a_dependency_is_no_chart_of_its_own() {
        let paths = ["a/Chart.yaml", "a/charts/b/Chart.yaml", "c/d/Chart.yaml", "Chart.yaml.bak"];
        let files: InMemory = paths.into_iter().map(|path| (path, Vec::new())).collect();
        assert_eq!(charts(&files, ""), [Arc::from("a"), Arc::from("c/d")]);
        let files: InMemory =
            [("Chart.yaml", Vec::new()), ("charts/b/Chart.yaml", Vec::new())].into_iter().collect();
        assert_eq!(charts(&files, ""), [Arc::from("")]);
        let paths = ["charts/a/Chart.yaml", "charts/a/charts/x/y/Chart.yaml", "charts/b/Chart.yaml"];
        let files: InMemory = paths.into_iter().map(|path| (path, Vec::new())).collect();
        assert_eq!(charts(&files, ""), [Arc::from("charts/a"), Arc::from("charts/b")]);
    }
}
