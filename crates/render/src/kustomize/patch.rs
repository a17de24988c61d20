//! Patches: strategic or JSON, from files or inline, for one object or for all that a selector names.

use super::Build;
use super::json_patch;
use super::merge::merge;
use super::objects::{Objects, count};
use super::resource::Resource;
use super::schema::Schema;
use super::selector::Selector;
use super::target::Folder;
use super::tree::{At, Kind, Tree};
use super::wrong::Wrong;

/// A patch: `path` or `patch`, a `target`, `options`.
#[derive(Debug)]
pub(super) struct Patch<'t> {
    pub(super) path: Option<&'t Tree>,
    pub(super) text: Option<&'t Tree>,
    pub(super) target: Option<&'t Tree>,
    pub(super) options: Option<&'t Tree>,
    pub(super) at: At,
}

impl<'t> Patch<'t> {
    /// Reads an item of `patches`.
    pub(super) fn read(tree: &'t Tree) -> Self {
        Self {
            path: tree.get("path").filter(|path| path.raw() != Some("")),
            text: tree.get("patch").filter(|text| text.raw().is_some_and(|text| !text.trim().is_empty())),
            target: tree.get("target"),
            options: tree.get("options"),
            at: tree.at.clone(),
        }
    }

    fn allows(&self, option: &str) -> bool {
        self.options.and_then(|options| options.get(option)).and_then(Tree::as_bool).unwrap_or(false)
    }
}

impl Build<'_> {
    /// Applies a patch.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be read, is for nothing, or does not fit.
    pub(super) fn patch(&self, objects: &mut Objects, patch: &Patch<'_>, from: &Folder) -> Result<(), Wrong> {
        let documents = match (patch.path, patch.text) {
            (Some(file), None) => {
                if self.is_remote(file, from) {
                    return Ok(());
                }
                self.read_file(file, from)?
            }
            (None, Some(text)) => self.read_inline(text)?,
            (None, None) => return Err(Wrong::refused(&patch.at, "a patch needs `path` or `patch`")),
            (Some(_), Some(_)) => {
                return Err(Wrong::refused(&patch.at, "a patch has `path` or `patch`, not both"));
            }
        };
        if let Some(Kind::List(operations)) = documents.first().map(|tree| &tree.kind) {
            return self.json_patch(objects, patch, operations);
        }
        self.strategic(objects, patch, &documents)
    }

    fn json_patch(&self, objects: &mut Objects, patch: &Patch<'_>, operations: &[Tree]) -> Result<(), Wrong> {
        let Some(target) = patch.target else {
            return Err(Wrong::refused(&patch.at, "a JSON patch needs a `target`"));
        };
        let selector = Selector::read(target)?;
        self.budget.step(count(objects.0.len()))?;
        for object in objects.0.iter_mut().filter(|object| selector.matches(object)) {
            object.remember();
            let before = ensure_annotations(object);
            let applied = json_patch::apply(&mut object.tree, operations, self.budget);
            applied.map_err(|wrong| wrong.or_at(&patch.at))?;
            if before {
                drop_annotations(object);
            }
        }
        Ok(())
    }

    fn strategic(&self, objects: &mut Objects, patch: &Patch<'_>, documents: &[Tree]) -> Result<(), Wrong> {
        if documents.is_empty() {
            return Err(Wrong::refused(&patch.at, "the patch is empty"));
        }
        for document in documents {
            if document.as_map().is_none() {
                return Err(Wrong::refused(
                    &document.at,
                    "this is neither a strategic merge patch nor a JSON patch",
                ));
            }
        }
        let Some(target) = patch.target else {
            for document in documents {
                let own = Resource::new(Tree { kind: Kind::Null { explicit: false }, at: None });
                let own = identity(own, document);
                let id = own.id();
                let found = objects.find_any(self.budget, |other| other.is_same(&id))?;
                let [place] = found.as_slice() else {
                    let why = if found.is_empty() { "no object" } else { "more than one object" };
                    let detail = format!(
                        "{why} is the {} that the patch names: add a `target`, or correct apiVersion, kind, name and namespace",
                        own.label()
                    );
                    return Err(Wrong::refused(&document.at, detail));
                };
                if let Some(object) = objects.0.get_mut(*place) {
                    self.merge_into(object, document, patch)?;
                }
            }
            objects.drop_empty();
            return Ok(());
        };
        let [document] = documents else {
            let detail =
                "a patch with a `target` has one document: name each object in its own patch instead";
            return Err(Wrong::refused(&patch.at, detail));
        };
        let selector = Selector::read(target)?;
        self.budget.step(count(objects.0.len()))?;
        for object in objects.0.iter_mut().filter(|object| selector.matches(object)) {
            self.merge_into(object, document, patch)?;
        }
        objects.drop_empty();
        Ok(())
    }

    fn merge_into(&self, object: &mut Resource, patch: &Tree, options: &Patch<'_>) -> Result<(), Wrong> {
        let (renames, rekinds) = (options.allows("allowNameChange"), options.allows("allowKindChange"));
        if renames || rekinds {
            object.remember();
        }
        let (name, namespace, kind) =
            (object.name().to_owned(), object.namespace().to_owned(), object.kind().to_owned());
        let gvk = object.gvk();
        let api_version = object.tree.get("apiVersion").map(|value| value.copied(self.budget)).transpose()?;
        let own = self.schema.borrow().clone();
        let schema = Schema::of(&gvk, own.as_deref());
        let old = std::mem::replace(&mut object.tree, Tree::null(None));
        let merged = merge(old, patch, schema, self.budget).map_err(|wrong| wrong.or_at(&patch.at))?;
        let Some(merged) = merged else { return Ok(()) };
        object.tree = merged;
        if object.is_empty() {
            return Ok(());
        }
        if !rekinds {
            object.set_kind_of(&kind);
        }
        if options.target.is_some()
            && let (Some(map), Some(value)) = (object.tree.as_map_mut(), api_version)
        {
            map.set("apiVersion", value);
        }
        if !renames && object.name() != name {
            object.set_name(&name);
        }
        object.set_namespace(&namespace);
        Ok(())
    }
}

impl Resource {
    fn set_kind_of(&mut self, kind: &str) {
        if self.kind() != kind {
            self.set_kind(kind);
        }
    }
}

/// Makes what a patch says it is for: the four fields that name an object.
fn identity(mut own: Resource, patch: &Tree) -> Resource {
    let mut map = super::tree::Map::default();
    map.set("apiVersion", Tree::text(patch.text_of("apiVersion"), None));
    map.set("kind", Tree::text(patch.text_of("kind"), None));
    own.tree = Tree::map(map, None);
    let field = |name: &str| patch.get("metadata").map(|metadata| metadata.text_of(name)).unwrap_or_default();
    own.set_name(field("name"));
    own.set_namespace(field("namespace"));
    own
}

/// Makes annotations for a JSON patch to add to: Kustomize keeps notes of its own there. Tells whether it did.
fn ensure_annotations(object: &mut Resource) -> bool {
    let at = object.tree.at.clone();
    let Some(metadata) = object.metadata() else { return false };
    let missing = metadata.get("annotations").is_none_or(Tree::is_null);
    metadata.child("annotations", &at);
    missing
}

fn drop_annotations(object: &mut Resource) {
    let Some(metadata) = object.metadata() else { return };
    if metadata.get("annotations").and_then(Tree::as_map).is_some_and(|map| map.0.is_empty()) {
        metadata.remove("annotations");
    }
}
