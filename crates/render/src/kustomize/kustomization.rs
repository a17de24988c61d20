//! The file that says what is built: its names, its fields, and those of former versions.

use std::sync::Arc;

use super::Build;
use super::read;
use super::shape;
use super::target::Folder;
use super::tree::{Kind, Map, Tree};
use super::wrong::Wrong;
use crate::{Error, Fault, join};

/// The names that a kustomization has.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

impl Build<'_> {
    /// Tells whether a folder has a kustomization.
    pub(super) fn is_folder(&self, folder: &str) -> bool {
        NAMES.iter().any(|name| self.files.has(&path(folder, name)))
    }

    /// Reads the kustomization of a folder.
    ///
    /// # Errors
    /// An [`Error`] where there is none, or more than one, or it has fields that no kustomization has.
    pub(super) fn load(&self, folder: &str) -> Result<Folder, Error> {
        let file: Arc<str> = path(folder, NAMES.first().unwrap_or(&"")).into();
        let refused = |path: &Arc<str>, detail: &str| Error {
            path: Arc::clone(path),
            line: 1,
            fault: Fault::refused(detail),
        };
        let mut found = NAMES.iter().map(|name| path(folder, name)).filter(|path| self.files.has(path));
        let Some(first) = found.next() else {
            return Err(refused(
                &file,
                "there is no kustomization.yaml, kustomization.yml or Kustomization here",
            ));
        };
        let first: Arc<str> = first.into();
        if found.next().is_some() {
            return Err(refused(&first, "there is more than one kustomization in this folder: keep one"));
        }
        let bytes = self.read_optional(&first).map_err(|wrong| wrong.into_error(&first))?.unwrap_or_default();
        let mut documents = read::kustomization(&first, &bytes, &self.limits, self.budget)?.into_iter();
        let Some(tree) = documents.next() else { return Err(refused(&first, "the kustomization is empty")) };
        if documents.next().is_some() {
            return Err(refused(&first, "a kustomization is one document"));
        }
        let tree = fixed(tree).map_err(|wrong| wrong.into_error(&first))?;
        Ok(Folder { home: folder.to_owned(), path: first, tree })
    }
}

fn path(folder: &str, name: &str) -> String {
    join(folder, name).unwrap_or_default()
}

/// Checks the fields, and moves those of former versions to where they belong now.
fn fixed(mut tree: Tree) -> Result<Tree, Wrong> {
    shape::check(&tree)?;
    let at = tree.at.clone();
    let Some(map) = tree.as_map_mut() else {
        return Err(Wrong::refused(&at, "a kustomization is a mapping"));
    };
    if map.0.iter().all(|entry| matches!(&*entry.key, "apiVersion" | "kind" | "metadata")) {
        return Err(Wrong::refused(&at, "the kustomization is empty"));
    }
    check(map)?;
    append(map, "bases", "resources");
    append(map, "imageTags", "images");
    Ok(tree)
}

fn check(map: &Map) -> Result<(), Wrong> {
    let kind = map.get("kind").filter(|kind| !kind.is_null());
    let is_component = kind.is_some_and(|kind| kind.raw() == Some("Component"));
    if let Some(kind) = kind.filter(|kind| !matches!(kind.raw(), Some("" | "Kustomization" | "Component"))) {
        return Err(Wrong::refused(&kind.at, "the kind is `Kustomization` or `Component`"));
    }
    let wanted =
        if is_component { "kustomize.config.k8s.io/v1alpha1" } else { "kustomize.config.k8s.io/v1beta1" };
    let version = map.get("apiVersion").filter(|version| !version.is_null());
    match version {
        Some(version)
            if !["", wanted, "kustomize.config.k8s.io/v1"].contains(&version.raw().unwrap_or_default()) =>
        {
            Err(Wrong::refused(&version.at, format!("the apiVersion is `{wanted}`")))
        }
        _ => Ok(()),
    }
}

/// Adds the items of one list to another.
fn append(map: &mut Map, from: &str, to: &str) {
    let Some(Tree { kind: Kind::List(items), at }) = map.remove(from) else { return };
    if map.get(to).is_none_or(Tree::is_null) {
        map.set(to, Tree::list(Vec::new(), at));
    }
    if let Some(list) = map.get_mut(to).and_then(Tree::as_list_mut) {
        list.extend(items);
    }
}
