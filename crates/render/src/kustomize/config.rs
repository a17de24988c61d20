//! Which fields hold names, labels, images and the like: those that are built in, and those of `configurations`.

use std::sync::LazyLock;

use super::field::Spec;
use super::id::Gvk;
use super::tables;
use super::tree::Tree;
use super::wrong::Wrong;

/// The fields that transformers change.
#[derive(Debug, Clone, Default)]
pub(super) struct Config {
    pub(super) prefix: Vec<Spec>,
    pub(super) suffix: Vec<Spec>,
    pub(super) namespace: Vec<Spec>,
    /// `commonLabels`: selectors, templates and objects.
    pub(super) common_labels: Vec<Spec>,
    pub(super) template_labels: Vec<Spec>,
    pub(super) labels: Vec<Spec>,
    pub(super) annotations: Vec<Spec>,
    pub(super) references: Vec<References>,
    pub(super) vars: Vec<Spec>,
    pub(super) images: Vec<Spec>,
    pub(super) replicas: Vec<Spec>,
    /// Whether what is built in is in it.
    pub(super) has_built_in: bool,
    /// Whether nothing else is in it.
    pub(super) is_built_in: bool,
}

/// What is built in, put together once: every kustomization begins with it.
static BUILT_IN: LazyLock<Config> = LazyLock::new(|| {
    let mut config = Config::default();
    config.add(tables::built_in());
    Config { has_built_in: true, is_built_in: true, ..config }
});

/// The fields that hold the name of an object of a kind.
#[derive(Debug, Clone)]
pub(super) struct References {
    pub(super) gvk: Gvk,
    pub(super) fields: Vec<Spec>,
}

impl Config {
    /// Adds what is built in.
    pub(super) fn merge_built_in(&mut self) {
        if !self.has_built_in {
            self.merge(BUILT_IN.clone());
        }
    }

    /// Adds what another one knows.
    pub(super) fn merge(&mut self, other: Self) {
        if other.is_built_in && self.has_built_in {
            return;
        }
        if other.is_built_in && self.is_empty() {
            *self = other;
            return;
        }
        self.has_built_in |= other.has_built_in;
        self.is_built_in = false;
        self.add(other);
    }

    fn is_empty(&self) -> bool {
        let lists = [
            &self.prefix,
            &self.suffix,
            &self.namespace,
            &self.common_labels,
            &self.template_labels,
            &self.labels,
            &self.annotations,
            &self.vars,
            &self.images,
            &self.replicas,
        ];
        lists.iter().all(|list| list.is_empty()) && self.references.is_empty()
    }

    fn add(&mut self, other: Self) {
        add(&mut self.prefix, other.prefix);
        add(&mut self.suffix, other.suffix);
        add(&mut self.namespace, other.namespace);
        add(&mut self.common_labels, other.common_labels);
        add(&mut self.template_labels, other.template_labels);
        add(&mut self.labels, other.labels);
        add(&mut self.annotations, other.annotations);
        add(&mut self.vars, other.vars);
        add(&mut self.images, other.images);
        add(&mut self.replicas, other.replicas);
        for references in other.references {
            match self.references.iter_mut().find(|known| known.gvk == references.gvk) {
                Some(known) => add(&mut known.fields, references.fields),
                None => self.references.push(references),
            }
        }
    }

    /// Reads a file of `configurations`.
    ///
    /// # Errors
    /// A [`Wrong`] where it has a field that no configuration has.
    pub(super) fn read(tree: &Tree) -> Result<Self, Wrong> {
        let mut config = Self::default();
        for entry in tree.as_map().map(|map| map.0.as_slice()).unwrap_or_default() {
            let value = &entry.value;
            match &*entry.key {
                "namePrefix" => config.prefix = specs(value),
                "nameSuffix" => config.suffix = specs(value),
                "namespace" => config.namespace = specs(value),
                "commonLabels" => config.common_labels = specs(value),
                "templateLabels" => config.template_labels = specs(value),
                "labels" => config.labels = specs(value),
                "commonAnnotations" => config.annotations = specs(value),
                "varReference" => config.vars = specs(value),
                "images" => config.images = specs(value),
                "replicas" => config.replicas = specs(value),
                "nameReference" => {
                    config.references = value
                        .as_list()
                        .unwrap_or_default()
                        .iter()
                        .map(|item| References {
                            gvk: gvk(item),
                            fields: item.get("fieldSpecs").map(specs).unwrap_or_default(),
                        })
                        .collect();
                }
                "apiVersion" | "kind" | "metadata" => {}
                other => {
                    return Err(Wrong::refused(&entry.at, format!("configurations have no field `{other}`")));
                }
            }
        }
        Ok(config)
    }
}

/// Reads a list of fields.
pub(super) fn specs(list: &Tree) -> Vec<Spec> {
    let spec = |item: &Tree| Spec {
        gvk: gvk(item),
        path: item.text_of("path").to_owned(),
        create: item.get("create").and_then(Tree::as_bool).unwrap_or(false),
    };
    list.as_list().unwrap_or_default().iter().map(spec).collect()
}

/// Reads group, version and kind of a selector.
pub(super) fn gvk(item: &Tree) -> Gvk {
    Gvk {
        group: item.text_of("group").to_owned(),
        version: item.text_of("version").to_owned(),
        kind: item.text_of("kind").to_owned(),
    }
}

/// Adds fields that are not there yet.
pub(super) fn add(fields: &mut Vec<Spec>, more: Vec<Spec>) {
    for spec in more {
        if !fields.iter().any(|known| known.gvk == spec.gvk && known.path == spec.path) {
            fields.push(spec);
        }
    }
}
