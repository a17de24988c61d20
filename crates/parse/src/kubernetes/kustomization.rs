//! Files of kustomize, by their name.

use crate::yaml::Node;

/// Tells by its name whether a file is a kustomization.
///
/// # Source
/// kustomize, `api/konfig`: the recognised names of the file.
pub fn is_kustomization(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// Returns what a kustomization is that does not say it itself, as version and kind. kustomize fills in what is absent; no
/// other kind may stand in such a file.
pub(super) fn default<'a>(root: Node<'a>, path: &str) -> Option<(&'a str, &'a str)> {
    let text = |key| root.get(key).and_then(Node::text);
    let (version, kind) = (text("apiVersion"), text("kind"));
    let is_one = matches!(kind, None | Some("Kustomization" | "Component"));
    let is_whole = version.is_some() && kind.is_some();
    let has_entries = root.entries().len() > 0;
    (is_kustomization(path) && is_one && !is_whole && has_entries).then(|| {
        let kind = kind.unwrap_or("Kustomization");
        (version.unwrap_or("kustomize.config.k8s.io/v1beta1"), kind)
    })
}
