//! What `buildMetadata` has to be said of objects.

use std::rc::Rc;

use super::Build;
use super::change;
use super::field::Spec;
use super::objects::Objects;
use super::target::Folder;
use super::tree::{At, Map, Tree};
use super::wrong::Wrong;
use crate::Fault;

const ORIGIN: &str = "config.kubernetes.io/origin";
const CHANGES: &str = "alpha.config.kubernetes.io/transformations";

impl Build<'_> {
    /// Tells whether `buildMetadata` asks for something.
    pub(super) fn wants(&self, what: &str) -> bool {
        self.metadata.borrow().iter().any(|wanted| wanted == what)
    }

    /// Returns what is said of an object that stands in a file.
    pub(super) fn origin_of(&self, path: &str) -> Option<String> {
        self.wants("originAnnotations").then(|| format!("path: {}\n", self.seen_from_root(path)))
    }

    /// Returns what is said of an object that a generator made.
    pub(super) fn made_by(&self, kind: &str, at: &Folder) -> Option<String> {
        let path = self.seen_from_root(&at.path);
        let text = format!("configuredIn: {path}\nconfiguredBy:\n  apiVersion: builtin\n  kind: {kind}\n");
        self.wants("originAnnotations").then_some(text)
    }

    /// Notes that a transformer was at all objects.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too much.
    pub(super) fn changed(
        &self,
        objects: &mut Objects,
        kind: &str,
        at: &str,
        name: &str,
    ) -> Result<(), Fault> {
        if !self.wants("transformerAnnotations") {
            return Ok(());
        }
        let path = self.seen_from_root(at);
        let mut text =
            format!("- configuredIn: {path}\n  configuredBy:\n    apiVersion: builtin\n    kind: {kind}\n");
        if !name.is_empty() {
            text.push_str("    name: ");
            text.push_str(name);
            text.push('\n');
        }
        let text: Rc<str> = text.into();
        for object in &mut objects.0 {
            self.budget.make(text.len())?;
            object.changed_by.push(Rc::clone(&text));
        }
        Ok(())
    }

    /// Returns a path as it is seen from the folder that is built.
    fn seen_from_root(&self, path: &str) -> String {
        let root = self.root.borrow();
        let mut from: Vec<&str> = root.split('/').filter(|step| !step.is_empty()).collect();
        let mut to: Vec<&str> = path.split('/').collect();
        while !from.is_empty() && from.first() == to.first() {
            from.remove(0);
            to.remove(0);
        }
        format!("{}{}", "../".repeat(from.len()), to.join("/"))
    }

    /// Adds what `buildMetadata` asks for.
    ///
    /// # Errors
    /// A [`Wrong`] where it asks for something that there is not.
    pub(super) fn describe(&self, objects: &mut Objects, root: &Folder) -> Result<(), Wrong> {
        for item in root.tree.items_of("buildMetadata") {
            match item.raw() {
                Some("managedByLabel") => {
                    let mut map = Map::default();
                    map.set("app.kubernetes.io/managed-by", Tree::text("kustomize-v5.8.1", item.at.clone()));
                    let specs = [Spec::new("", "metadata/labels", true)];
                    change::pairs(objects, &map, &specs, self.budget)?;
                }
                Some("originAnnotations") => annotate(objects, &item.at, ORIGIN),
                Some("transformerAnnotations") => annotate(objects, &item.at, CHANGES),
                _ => {
                    let detail = "it is `managedByLabel`, `originAnnotations` or `transformerAnnotations`";
                    return Err(Wrong::refused(&item.at, detail));
                }
            }
        }
        Ok(())
    }
}

fn annotate(objects: &mut Objects, at: &At, key: &str) {
    for object in &mut objects.0 {
        let text = match key {
            ORIGIN => object.origin.clone().unwrap_or_default(),
            _ => object.changed_by.concat(),
        };
        if !text.is_empty() {
            object.annotate(key, &text, at);
        }
    }
}
