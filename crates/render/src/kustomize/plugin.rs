//! Generators and transformers that stand in files of their own, and what is said of objects in the end.

use super::Build;
use super::change::{self, Namespacing, Side};
use super::config;
use super::hash;
use super::objects::Objects;
use super::order;
use super::patch::Patch;
use super::replacement;
use super::resource::Resource;
use super::target::{Folder, Sum};
use super::tree::Tree;
use super::wrong::Wrong;

impl Build<'_> {
    /// Reads the plugins that a list names: files, folders, or texts.
    ///
    /// # Errors
    /// A [`Wrong`] where one cannot be read.
    pub(super) fn plugins(
        &self,
        list: &[Tree],
        from: &Folder,
        visited: &mut Vec<String>,
    ) -> Result<Vec<Tree>, Wrong> {
        let mut inline: Vec<Resource> = Vec::new();
        let mut sum = Sum::default();
        for item in list {
            if item.raw().is_some_and(|text| text.contains('\n') || text.contains('{')) {
                for tree in self.read_inline(item)? {
                    self.expand(tree, &mut inline)?;
                }
            } else {
                self.resources(&mut sum, std::slice::from_ref(item), from, visited)?;
            }
        }
        Ok(inline.into_iter().chain(sum.objects.0).map(|object| object.tree).collect())
    }

    /// Runs a generator.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be run.
    pub(super) fn generator_plugin(
        &self,
        objects: &mut Objects,
        plugin: &Tree,
        from: &Folder,
    ) -> Result<(), Wrong> {
        if self.is_program(plugin, from) {
            return Ok(());
        }
        let is_secret = match plugin.text_of("kind") {
            "ConfigMapGenerator" => false,
            "SecretGenerator" => true,
            "HelmChartInflationGenerator" => return self.chart(objects, plugin, None, from),
            _ => return Err(unknown(plugin)),
        };
        let mut item = plugin.copied(self.budget)?;
        let metadata = plugin.get("metadata");
        if let Some(map) = item.as_map_mut() {
            for field in ["name", "namespace"] {
                if let Some(value) = metadata.and_then(|metadata| metadata.get(field)) {
                    map.set(field, value.copied(self.budget)?);
                }
            }
        }
        let mut made = self.generate(&item, None, is_secret, from)?;
        made.origin = self.made_by(plugin.text_of("kind"), from);
        objects.absorb(made, self.budget)
    }

    /// Runs a transformer.
    ///
    /// # Errors
    /// A [`Wrong`] where it cannot be run.
    pub(super) fn transformer_plugin(
        &self,
        objects: &mut Objects,
        plugin: &Tree,
        from: &Folder,
    ) -> Result<(), Wrong> {
        if self.is_program(plugin, from) {
            return Ok(());
        }
        let budget = self.budget;
        let specs = plugin.get("fieldSpecs").map(config::specs).unwrap_or_default();
        let pairs = |field: &str| plugin.get(field).and_then(Tree::as_map);
        match plugin.text_of("kind") {
            "PrefixTransformer" | "PrefixSuffixTransformer" | "SuffixTransformer" => {
                if let Some(text) = plugin.get("prefix") {
                    change::affix(objects, text, Side::Before, &specs, budget)?;
                }
                if let Some(text) = plugin.get("suffix") {
                    change::affix(objects, text, Side::Behind, &specs, budget)?;
                }
                Ok(())
            }
            "NamespaceTransformer" => {
                let metadata = plugin.get("metadata");
                let Some(value) = metadata.and_then(|metadata| metadata.get("namespace")) else {
                    return Ok(());
                };
                let how = Namespacing {
                    only_missing: plugin.get("unsetOnly").and_then(Tree::as_bool).unwrap_or(false),
                    subjects: plugin.text_of("setRoleBindingSubjects"),
                };
                change::namespace(objects, value, how, &specs, budget)
            }
            "LabelTransformer" => {
                pairs("labels").map_or(Ok(()), |map| change::pairs(objects, map, &specs, budget))
            }
            "AnnotationsTransformer" => {
                pairs("annotations").map_or(Ok(()), |map| change::pairs(objects, map, &specs, budget))
            }
            "ImageTagTransformer" => {
                plugin.get("imageTag").map_or(Ok(()), |item| change::images(objects, item, &specs, budget))
            }
            "ReplicaCountTransformer" => {
                plugin.get("replica").map_or(Ok(()), |item| change::replicas(objects, item, &specs, budget))
            }
            "PatchTransformer" => self.patch(objects, &Patch::read(plugin), from),
            "PatchJson6902Transformer" => {
                let patch = Patch { text: plugin.get("jsonOp"), ..Patch::read(plugin) };
                self.patch(objects, &patch, from)
            }
            "PatchStrategicMergeTransformer" => {
                for path in plugin.items_of("paths") {
                    self.patch(objects, &self.named_or_inline(path, from), from)?;
                }
                match plugin.get("patches") {
                    Some(text) => {
                        let at = plugin.at.clone();
                        let patch = Patch { path: None, text: Some(text), target: None, options: None, at };
                        self.patch(objects, &patch, from)
                    }
                    None => Ok(()),
                }
            }
            "ReplacementTransformer" => {
                let items = self.replacements(plugin.items_of("replacements"), from)?;
                items.iter().try_for_each(|item| replacement::apply(objects, item, budget))
            }
            "HashTransformer" => Ok(hash::add_suffixes(objects, budget)?),
            "SortOrderTransformer" => order::sort(objects, plugin.get("sortOptions")),
            "LegacyOrderTransformer" => {
                order::legacy_default(objects);
                Ok(())
            }
            _ => Err(unknown(plugin)),
        }
    }

    /// Tells whether a plugin is a program or an image, which nobody runs here, and if so notes that.
    fn is_program(&self, plugin: &Tree, from: &Folder) -> bool {
        let annotations = plugin.get("metadata").and_then(|metadata| metadata.get("annotations"));
        let function = annotations.and_then(|annotations| {
            ["config.kubernetes.io/function", "config.k8s.io/function"]
                .iter()
                .find_map(|key| annotations.get(key))
        });
        let is_built_in = plugin.text_of("apiVersion") == "builtin" || is_known(plugin.text_of("kind"));
        if function.is_none() && is_built_in {
            return false;
        }
        let name = plugin.get("metadata").map(|metadata| metadata.text_of("name")).unwrap_or_default();
        let address = format!("{} {} {name}", plugin.text_of("apiVersion"), plugin.text_of("kind"));
        self.note(&plugin.at, address, from);
        true
    }
}

fn unknown(plugin: &Tree) -> Wrong {
    Wrong::refused(&plugin.at, format!("there is no built-in plugin `{}`", plugin.text_of("kind")))
}

fn is_known(kind: &str) -> bool {
    kind.ends_with("Transformer")
        || matches!(kind, "ConfigMapGenerator" | "SecretGenerator" | "HelmChartInflationGenerator")
}
