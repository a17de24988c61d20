//! A kustomization, from its resources to its objects.

use std::rc::Rc;
use std::sync::Arc;

use super::Build;
use super::change::Side;
use super::config::{self, Config};
use super::field::Spec;
use super::objects::Objects;
use super::patch::Patch;
use super::resource::Resource;
use super::tree::Tree;
use super::vars::{self, Var};
use super::wrong::Wrong;
use super::{change, crd, hash, order, references, replacement};
use crate::{Budget, Error, Fault, is_below, join};

/// A folder and its kustomization.
pub(super) struct Folder {
    /// The path of the folder.
    pub(super) home: String,
    /// The kustomization.
    pub(super) path: Arc<str>,
    pub(super) tree: Tree,
}

/// What has come together so far.
#[derive(Debug, Default)]
pub(super) struct Sum {
    pub(super) objects: Objects,
    config: Config,
    vars: Vec<Var>,
}

impl Sum {
    /// Copies it.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too much.
    pub(super) fn copied(&self, budget: &Budget<'_>) -> Result<Self, Fault> {
        let objects = self.objects.0.iter().map(|object| object.copied(budget)).collect::<Result<_, _>>()?;
        Ok(Self { objects: Objects(objects), config: self.config.clone(), vars: self.vars.clone() })
    }
}

impl Folder {
    fn is_component(&self) -> bool {
        self.tree.text_of("kind") == "Component"
    }

    fn error(&self, wrong: Wrong) -> Error {
        wrong.into_error(&self.path)
    }
}

impl Build<'_> {
    /// Builds the kustomization of a folder; returns its path as well.
    pub(super) fn run(&self, folder: &str) -> Result<(Arc<str>, Objects), Error> {
        let folder = join("", folder).unwrap_or_default();
        let root = self.load(&folder)?;
        let metadata = root.tree.items_of("buildMetadata").iter().filter_map(Tree::raw).map(str::to_owned);
        self.metadata.replace(metadata.collect());
        self.take_schema(&root).map_err(|wrong| root.error(wrong))?;
        self.root.replace(root.home.clone());
        let mut visited = vec![root.home.clone()];
        let sum = self.accumulate(&root, Sum::default(), &mut visited).map_err(|wrong| root.error(wrong))?;
        let objects = self.finish(&root, sum).map_err(|wrong| root.error(wrong))?;
        Ok((Arc::clone(&root.path), objects))
    }

    /// Does what is done once, for all.
    fn finish(&self, root: &Folder, mut sum: Sum) -> Result<Objects, Wrong> {
        let objects = &mut sum.objects;
        hash::add_suffixes(objects, self.budget)?;
        references::update(objects, &sum.config, self.budget)?;
        vars::resolve(objects, &sum.vars, &sum.config, self.budget)?;
        objects.0.retain(|object| {
            object.annotation("config.kubernetes.io/local-config").is_none_or(|value| value == "false")
        });
        order::sort(objects, root.tree.get("sortOptions"))?;
        self.describe(objects, root)?;
        Ok(sum.objects)
    }

    fn accumulate(&self, at: &Folder, mut sum: Sum, visited: &mut Vec<String>) -> Result<Sum, Wrong> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        self.resources(&mut sum, at.tree.items_of("resources"), at, visited)?;
        sum.config.merge_built_in();
        for path in at.tree.items_of("configurations") {
            for tree in self.read_file(path, at)? {
                sum.config.merge(Config::read(&tree)?);
            }
        }
        for path in at.tree.items_of("crds") {
            for tree in self.read_file(path, at)? {
                sum.config.merge(crd::config(&tree, self.budget)?);
            }
        }
        self.generators(&mut sum.objects, at, visited)?;
        let mut sum = self.components(sum, at, visited)?;
        self.transformers(&mut sum, at, visited)?;
        vars::add(&mut sum.vars, at.tree.items_of("vars"), &mut sum.objects, self.budget)?;
        Ok(sum)
    }

    /// Adds what `resources`, or another list of that form, names.
    pub(super) fn resources(
        &self,
        sum: &mut Sum,
        paths: &[Tree],
        from: &Folder,
        visited: &mut Vec<String>,
    ) -> Result<(), Wrong> {
        for path in paths {
            if self.is_remote(path, from) {
                continue;
            }
            let text = path.raw().unwrap_or_default();
            let Some(joined) = join(&from.home, text) else {
                return Err(Wrong::refused(&path.at, format!("`{text}` leads out of what is scanned")));
            };
            if self.files.has(&joined) {
                let objects = self.objects_of(path, from)?;
                sum.objects.add(objects, self.budget).map_err(|wrong| wrong.or_at(&path.at))?;
                continue;
            }
            let made = match self.known_base(&joined, visited)? {
                Some(made) => made,
                None => self.new_base(path, &joined, visited)?,
            };
            sum.objects.add(made.objects.0, self.budget).map_err(|wrong| wrong.or_at(&path.at))?;
            sum.config.merge(made.config);
            for var in made.vars {
                if sum.vars.iter().any(|known| known.name == var.name) {
                    let detail = format!("there is a variable `{}` in several bases", var.name);
                    return Err(Wrong::refused(&path.at, detail));
                }
                sum.vars.push(var);
            }
        }
        Ok(())
    }

    fn new_base(&self, path: &Tree, joined: &str, visited: &mut Vec<String>) -> Result<Sum, Wrong> {
        let base = self.folder(path, joined, visited)?;
        if base.is_component() {
            let detail = "a component is named in `components`, not in `resources`";
            return Err(Wrong::refused(&path.at, detail));
        }
        self.base(&base, visited)
    }

    fn components(&self, mut sum: Sum, from: &Folder, visited: &mut Vec<String>) -> Result<Sum, Wrong> {
        for path in from.tree.items_of("components") {
            if self.is_remote(path, from) {
                continue;
            }
            let text = path.raw().unwrap_or_default();
            let Some(joined) = join(&from.home, text) else {
                return Err(Wrong::refused(&path.at, format!("`{text}` leads out of what is scanned")));
            };
            let component = self.folder(path, &joined, visited)?;
            if !component.is_component() {
                return Err(Wrong::refused(
                    &path.at,
                    format!("the kind of what stands in `{text}` is not Component"),
                ));
            }
            sum = self.enter(&component, sum, visited)?;
        }
        Ok(sum)
    }

    fn folder(&self, path: &Tree, joined: &str, visited: &[String]) -> Result<Folder, Wrong> {
        // Named as it is written: the root of the files is not what the user scans.
        let text = path.raw().unwrap_or_default();
        if !self.is_folder(joined) {
            let detail = format!("`{text}` is neither a file nor a folder with a kustomization");
            return Err(Wrong::refused(&path.at, detail));
        }
        if visited.iter().any(|other| other == joined || is_below(other, joined)) {
            let detail =
                format!("`{text}` is, or holds, a kustomization that this one is a part of: a cycle");
            return Err(Wrong::refused(&path.at, detail));
        }
        let folder = self.load(joined)?;
        self.take_schema(&folder)?;
        Ok(folder)
    }

    /// Builds a kustomization on what there is, as a part of those that were visited.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be built.
    pub(super) fn enter(&self, at: &Folder, sum: Sum, visited: &mut Vec<String>) -> Result<Sum, Wrong> {
        self.parts.borrow_mut().folders.insert(at.home.clone());
        visited.push(at.home.clone());
        let made = self.accumulate(at, sum, visited).map_err(|wrong| at.error(wrong));
        visited.pop();
        Ok(made?)
    }

    /// Reads the objects of a file, those of lists one by one.
    fn objects_of(&self, path: &Tree, from: &Folder) -> Result<Vec<Resource>, Wrong> {
        let mut objects = Vec::new();
        for tree in self.read_file(path, from)? {
            self.expand(tree, &mut objects)?;
        }
        let origin = join(&from.home, path.raw().unwrap_or_default());
        let origin = origin.and_then(|path| self.origin_of(&path));
        for object in &mut objects {
            object.origin.clone_from(&origin);
        }
        Ok(objects)
    }

    /// Takes lists apart, and checks that each object can be told from the others.
    pub(super) fn expand(&self, mut tree: Tree, objects: &mut Vec<Resource>) -> Result<(), Wrong> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        let at = tree.at.clone();
        let is_list = tree.text_of("kind").ends_with("List");
        if is_list
            && let Some(map) = tree.as_map_mut()
            && let Some(Tree { kind: super::tree::Kind::List(items), .. }) = map.remove("items")
        {
            return items
                .into_iter()
                .filter(|item| !item.is_null())
                .try_for_each(|item| self.expand(item, objects));
        }
        let object = Resource::new(tree);
        if object.kind().is_empty() {
            return Err(Wrong::refused(
                &at,
                "this object has no `kind`: what is no object cannot be a resource",
            ));
        }
        if object.name().is_empty() && !is_list {
            return Err(Wrong::refused(&at, "this object has no `metadata.name`"));
        }
        objects.push(object);
        Ok(())
    }

    fn generators(&self, objects: &mut Objects, at: &Folder, visited: &mut Vec<String>) -> Result<(), Wrong> {
        let options = at.tree.get("generatorOptions");
        for (field, is_secret) in [("configMapGenerator", false), ("secretGenerator", true)] {
            for item in at.tree.items_of(field) {
                let mut made = self.generate(item, options, is_secret, at)?;
                let kind = if is_secret { "SecretGenerator" } else { "ConfigMapGenerator" };
                made.origin = self.made_by(kind, at);
                objects.absorb(made, self.budget).map_err(|wrong| wrong.or_at(&item.at))?;
            }
        }
        self.charts(objects, at)?;
        for plugin in self.plugins(at.tree.items_of("generators"), at, visited)? {
            self.generator_plugin(objects, &plugin, at)?;
        }
        Ok(())
    }

    fn transformers(&self, sum: &mut Sum, at: &Folder, visited: &mut Vec<String>) -> Result<(), Wrong> {
        let Sum { objects, config, .. } = sum;
        let (tree, budget) = (&at.tree, self.budget);
        let note = |objects: &mut Objects, kind: &str| self.changed(objects, kind, &at.path, "");
        for patch in tree.items_of("patchesStrategicMerge") {
            self.patch(objects, &self.named_or_inline(patch, at), at)?;
        }
        if !tree.items_of("patchesStrategicMerge").is_empty() {
            note(objects, "PatchStrategicMergeTransformer")?;
        }
        for item in tree.items_of("patches") {
            self.patch(objects, &Patch::read(item), at).map_err(|wrong| wrong.or_at(&item.at))?;
            note(objects, "PatchTransformer")?;
        }
        if let Some(value) = tree.get("namespace") {
            change::namespace(objects, value, change::Namespacing::default(), &config.namespace, budget)?;
            note(objects, "NamespaceTransformer")?;
        }
        if let Some(value) = tree.get("namePrefix") {
            change::affix(objects, value, Side::Before, &config.prefix, budget)?;
            note(objects, "PrefixTransformer")?;
        }
        if let Some(value) = tree.get("nameSuffix") {
            change::affix(objects, value, Side::Behind, &config.suffix, budget)?;
            note(objects, "SuffixTransformer")?;
        }
        self.describe_labels(objects, config, at)?;
        for item in tree.items_of("patchesJson6902") {
            self.patch(objects, &Patch::read(item), at).map_err(|wrong| wrong.or_at(&item.at))?;
            note(objects, "PatchJson6902Transformer")?;
        }
        for item in tree.items_of("replicas") {
            change::replicas(objects, item, &config.replicas, budget)?;
            note(objects, "ReplicaCountTransformer")?;
        }
        for item in tree.items_of("images") {
            change::images(objects, item, &config.images, budget)?;
            note(objects, "ImageTagTransformer")?;
        }
        for item in self.replacements(tree.items_of("replacements"), at)? {
            replacement::apply(objects, &item, budget)?;
        }
        if !tree.items_of("replacements").is_empty() {
            note(objects, "ReplacementTransformer")?;
        }
        for field in ["transformers", "validators"] {
            for plugin in self.plugins(tree.items_of(field), at, visited)? {
                self.transformer_plugin(objects, &plugin, at)?;
                let path = plugin.at.as_ref().map_or(&at.path, |place| &place.path);
                let name =
                    plugin.get("metadata").map(|metadata| metadata.text_of("name")).unwrap_or_default();
                self.changed(objects, plugin.text_of("kind"), path, name)?;
                objects.drop_empty();
            }
        }
        Ok(())
    }

    /// Sets labels and annotations.
    fn describe_labels(&self, objects: &mut Objects, config: &Config, at: &Folder) -> Result<(), Wrong> {
        let (tree, budget) = (&at.tree, self.budget);
        let note = |objects: &mut Objects, kind: &str| self.changed(objects, kind, &at.path, "");
        for item in tree.items_of("labels") {
            if let Some(pairs) = item.get("pairs").and_then(Tree::as_map) {
                change::pairs(objects, pairs, &label_fields(item, config), budget)?;
            }
            note(objects, "LabelTransformer")?;
        }
        let common = tree.get("commonLabels").and_then(Tree::as_map);
        if let Some(pairs) = common {
            change::pairs(objects, pairs, &config.common_labels, budget)?;
        }
        if common.is_some() || !tree.items_of("labels").is_empty() {
            note(objects, "LabelTransformer")?;
        }
        if let Some(pairs) = tree.get("commonAnnotations").and_then(Tree::as_map) {
            change::pairs(objects, pairs, &config.annotations, budget)?;
            note(objects, "AnnotationsTransformer")?;
        }
        Ok(())
    }

    /// A patch that is the name of a file, or else the patch itself.
    pub(super) fn named_or_inline<'t>(&self, item: &'t Tree, from: &Folder) -> Patch<'t> {
        let text = item.raw().unwrap_or_default();
        let is_file = join(&from.home, text).is_some_and(|path| self.files.has(&path));
        let is_path = is_file || !text.contains(['\n', '{', ':']);
        let (path, text) = if is_path { (Some(item), None) } else { (None, Some(item)) };
        Patch { path, text, target: None, options: None, at: item.at.clone() }
    }

    /// Reads replacements, those of files as well.
    pub(super) fn replacements(&self, items: &[Tree], from: &Folder) -> Result<Vec<Tree>, Wrong> {
        let mut all = Vec::new();
        for item in items {
            let Some(path) = item.get("path") else {
                all.push(item.copied(self.budget)?);
                continue;
            };
            if item.get("source").is_some() || item.get("targets").is_some() {
                return Err(Wrong::refused(&item.at, "a replacement is inline or in a file, not both"));
            }
            for tree in self.read_file(path, from)? {
                match tree.kind {
                    super::tree::Kind::List(items) => all.extend(items),
                    _ => all.push(tree),
                }
            }
        }
        Ok(all)
    }

    /// Takes the file that `openapi` names for all that is known of types.
    fn take_schema(&self, at: &Folder) -> Result<(), Wrong> {
        let Some(path) = at.tree.get("openapi").and_then(|openapi| openapi.get("path")) else {
            return Ok(());
        };
        let tree = self.read_file(path, at)?.into_iter().next();
        let tree = tree.ok_or_else(|| Fault::refused("the OpenAPI file is empty"))?;
        self.schema.replace(Some(Rc::new(tree)));
        Ok(())
    }
}

/// Returns the fields of an item of `labels`.
fn label_fields(item: &Tree, config: &Config) -> Vec<Spec> {
    let is_on = |name: &str| item.get(name).and_then(Tree::as_bool).unwrap_or(false);
    let mut fields = item.get("fields").map(config::specs).unwrap_or_default();
    config::add(&mut fields, config.labels.clone());
    if is_on("includeSelectors") {
        config::add(&mut fields, config.common_labels.clone());
        return fields;
    }
    if is_on("includeTemplates") {
        config::add(&mut fields, config.template_labels.clone());
    }
    config::add(&mut fields, vec![Spec::new("", "metadata/labels", true)]);
    fields
}
