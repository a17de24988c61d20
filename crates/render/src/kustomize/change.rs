//! The transformers that set names, namespaces, labels, annotations, replicas and images.

use regex::Regex;

use super::field::{Make, Spec};
use super::objects::{Objects, count};
use super::resource::Resource;
use super::selector::compile;
use super::tree::{Kind, Map, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// On which side of a name something is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Behind,
}

/// Adds a prefix or a suffix to names.
///
/// # Errors
/// A [`Wrong`] where a field that is configured is not a name.
pub(super) fn affix(
    objects: &mut Objects,
    text: &Tree,
    side: Side,
    specs: &[Spec],
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    let before = side == Side::Before;
    let affix = text.raw().unwrap_or_default();
    if affix.is_empty() {
        return Ok(());
    }
    for object in &mut objects.0 {
        let first = object.original();
        let is_api = first.gvk.group == "apiregistration.k8s.io" && first.gvk.kind == "APIService";
        if is_api || matches!(first.gvk.kind.as_str(), "CustomResourceDefinition" | "Namespace") {
            continue;
        }
        for spec in specs.iter().filter(|spec| first.gvk.is_selected(&spec.gvk)) {
            if spec.path == "metadata/name" {
                let list = if before { &mut object.prefixes } else { &mut object.suffixes };
                list.push(affix.to_owned());
                object.remember();
            }
            spec.each(&mut object.tree, Make::Nothing, budget, &mut |value| {
                let Some(old) = value.raw() else { return Ok(()) };
                let name = if before { format!("{affix}{old}") } else { format!("{old}{affix}") };
                budget.make(name.len())?;
                value.kind = Kind::Text(name.into());
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// How the namespace is set.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Namespacing<'t> {
    /// Only where there is none yet.
    pub(super) only_missing: bool,
    /// Which subjects of bindings: `defaultOnly`, `allServiceAccounts` or `none`.
    pub(super) subjects: &'t str,
}

/// Sets the namespace of all objects that stand in one.
///
/// # Errors
/// A [`Wrong`] where two objects become one.
pub(super) fn namespace(
    objects: &mut Objects,
    value: &Tree,
    how: Namespacing<'_>,
    specs: &[Spec],
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    let Some(namespace) = value.raw().filter(|namespace| !namespace.is_empty()) else { return Ok(()) };
    let new = || Tree::text(namespace, value.at.clone());
    let mut set = |field: &mut Tree| {
        if !how.only_missing || field.raw().is_none_or(str::is_empty) {
            *field = new();
        }
        Ok(())
    };
    let own = Spec::new("", "metadata/namespace", true);
    let mut seen = std::collections::HashSet::new();
    for object in &mut objects.0 {
        object.remember();
        let kind = object.kind().to_owned();
        let is_binding = matches!(kind.as_str(), "RoleBinding" | "ClusterRoleBinding");
        if !object.gvk().is_cluster_scoped() {
            own.each(&mut object.tree, Make::Scalar, budget, &mut set)?;
        }
        if is_binding {
            subjects(object, how.subjects, &mut set)?;
        }
        for spec in specs {
            let is_own = spec.path == "metadata/namespace";
            let is_subject = spec.path == "subjects" && is_binding;
            if !is_own && !is_subject {
                spec.each(&mut object.tree, Make::Scalar, budget, &mut set)?;
            }
        }
        let id = object.id();
        let place = id.effective_namespace().to_owned();
        if !seen.insert((id.gvk, id.name, place)) {
            let detail = format!("the namespace `{namespace}` would hold two of {}", object.label());
            return Err(Wrong::refused(&value.at, detail));
        }
    }
    Ok(())
}

fn subjects(
    object: &mut Resource,
    which: &str,
    set: &mut dyn FnMut(&mut Tree) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let subjects = object.tree.as_map_mut().and_then(|map| map.get_mut("subjects"));
    for subject in subjects.and_then(Tree::as_list_mut).into_iter().flatten() {
        let takes = match which {
            "none" => false,
            "allServiceAccounts" => subject.text_of("kind") == "ServiceAccount",
            _ => subject.text_of("name") == "default",
        };
        let at = subject.at.clone();
        if let Some(map) = subject.as_map_mut().filter(|_| takes) {
            if map.get("namespace").is_none() {
                map.set("namespace", Tree { kind: Kind::Null { explicit: false }, at });
            }
            map.get_mut("namespace").map_or(Ok(()), &mut *set)?;
        }
    }
    Ok(())
}

/// Adds labels or annotations.
///
/// # Errors
/// A [`Wrong`] where a field is not a mapping.
pub(super) fn pairs(
    objects: &mut Objects,
    pairs: &Map,
    specs: &[Spec],
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    for object in &mut objects.0 {
        for pair in &pairs.0 {
            let value = Tree::text(pair.value.raw().unwrap_or_default(), pair.value.at.clone());
            for spec in specs {
                spec.each(&mut object.tree, Make::Map, budget, &mut |field| {
                    let at = field.at.clone();
                    if field.is_null() {
                        *field = Tree::map(Map::default(), at.clone());
                    }
                    let map = field.as_map_mut();
                    let map =
                        map.ok_or_else(|| Wrong::refused(&at, "labels and annotations are a mapping"))?;
                    map.set(&pair.key, value.copied(budget)?);
                    Ok(())
                })?;
            }
        }
    }
    Ok(())
}

/// Sets the number of replicas of the objects of a name.
///
/// # Errors
/// A [`Wrong`] where there is none.
pub(super) fn replicas(
    objects: &mut Objects,
    item: &Tree,
    specs: &[Spec],
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    let name = item.text_of("name");
    let wanted = item.get("count").ok_or_else(|| Wrong::refused(&item.at, "replicas need a `count`"))?;
    let mut found = false;
    for spec in specs {
        let places = objects.find_any(budget, |id| id.name == name && id.gvk.is_selected(&spec.gvk))?;
        for place in places {
            let Some(object) = objects.0.get_mut(place) else { continue };
            found = true;
            spec.each(&mut object.tree, Make::Scalar, budget, &mut |field| {
                *field = wanted.copied(budget)?;
                Ok(())
            })?;
        }
    }
    if found {
        return Ok(());
    }
    let detail =
        format!("no Deployment, ReplicaSet, ReplicationController or StatefulSet is called `{name}`");
    Err(Wrong::refused(&item.at, detail))
}

/// Changes the name, tag or digest of images.
///
/// # Errors
/// A [`Wrong`] where the name is not an expression, or an image not a text.
pub(super) fn images(
    objects: &mut Objects,
    item: &Tree,
    specs: &[Spec],
    budget: &Budget<'_>,
) -> Result<(), Wrong> {
    let name = item.text_of("name");
    let pattern = format!("^{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$");
    let image = Image { item, pattern: compile(&pattern, item)?, budget };
    budget.step(count(objects.0.len()))?;
    for object in &mut objects.0 {
        if object.kind() == "CustomResourceDefinition" {
            continue;
        }
        image.everywhere(&mut object.tree)?;
        for spec in specs {
            spec.each(&mut object.tree, Make::Nothing, budget, &mut |field| image.change(field))?;
        }
    }
    Ok(())
}

struct Image<'a> {
    item: &'a Tree,
    pattern: Regex,
    budget: &'a Budget<'a>,
}

impl Image<'_> {
    /// Looks for lists of containers at any depth: those of pods in objects that nobody knows.
    fn everywhere(&self, tree: &mut Tree) -> Result<(), Wrong> {
        self.budget.step(1)?;
        let _level = self.budget.deeper()?;
        match &mut tree.kind {
            Kind::Map(map) => {
                for entry in &mut map.0 {
                    self.everywhere(&mut entry.value)?;
                    if !matches!(&*entry.key, "containers" | "initContainers") {
                        continue;
                    }
                    for item in entry.value.as_list_mut().into_iter().flatten() {
                        if let Some(image) = item.as_map_mut().and_then(|map| map.get_mut("image")) {
                            self.change(image)?;
                        }
                    }
                }
                Ok(())
            }
            Kind::List(items) => items.iter_mut().try_for_each(|item| self.everywhere(item)),
            _ => Ok(()),
        }
    }

    fn change(&self, field: &mut Tree) -> Result<(), Wrong> {
        let Some(image) = field.raw() else {
            return if field.is_null() {
                Ok(())
            } else {
                Err(Wrong::refused(&field.at, "an image is a text"))
            };
        };
        self.budget.step(count(image.len()) / 8)?;
        if !self.pattern.is_match(image) {
            return Ok(());
        }
        let (mut name, mut tag, mut digest) = split(image);
        let get = |field: &str| self.item.text_of(field);
        let (new_name, new_tag, new_digest, more) =
            (get("newName"), get("newTag"), get("digest"), get("tagSuffix"));
        if !new_name.is_empty() {
            new_name.clone_into(&mut name);
        }
        match (new_tag, new_digest) {
            ("", "") if !more.is_empty() => {
                tag.push_str(more);
                digest.clear();
            }
            ("", "") => {}
            (new_tag, new_digest) => {
                new_tag.clone_into(&mut tag);
                new_digest.clone_into(&mut digest);
                if !new_tag.is_empty() {
                    tag.push_str(more);
                }
            }
        }
        if !tag.is_empty() {
            name = format!("{name}:{tag}");
        }
        if !digest.is_empty() {
            name = format!("{name}@{digest}");
        }
        if name != image {
            let decisive =
                ["newTag", "digest", "tagSuffix", "newName"].iter().find_map(|key| self.item.get(key));
            let at = decisive.map_or_else(|| self.item.at.clone(), |tree| tree.at.clone());
            self.budget.make(name.len())?;
            *field = Tree::text(name, at);
        }
        Ok(())
    }
}

/// Splits an image into name, tag and digest.
fn split(image: &str) -> (String, String, String) {
    let slash = image.find('/').unwrap_or(0);
    let (host, rest) = image.split_at_checked(slash).unwrap_or(("", image));
    let (rest, digest) = rest.split_once('@').unwrap_or((rest, ""));
    let (name, tag) = rest.split_once(':').unwrap_or((rest, ""));
    (format!("{host}{name}"), tag.to_owned(), digest.to_owned())
}
