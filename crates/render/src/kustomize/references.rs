//! Names of objects in other objects, which change where the names do.
//!
//! # Source
//! The name reference filter of Kustomize: a reference is to the object that had that name at any time, is of the kind
//! that the table names, and can be seen from the one that refers to it.

use std::collections::HashMap;

use super::config::{Config, References};
use super::field::Make;
use super::id::{Gvk, Id};
use super::objects::{Objects, count};
use super::tree::{Kind, Tree};
use super::wrong::Wrong;
use crate::Budget;

/// What is known of an object that others may refer to.
struct Known {
    now: Id,
    first: Id,
    /// The ids that it had before.
    before: Vec<Id>,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
}

/// Writes the names that objects have now to where other objects name them.
///
/// # Errors
/// A [`Wrong`] where a reference could be to several objects of different names.
pub(super) fn update(objects: &mut Objects, config: &Config, budget: &Budget<'_>) -> Result<(), Wrong> {
    budget.step(count(objects.0.len()))?;
    let known: Vec<Known> = objects
        .0
        .iter()
        .map(|object| Known {
            now: object.id(),
            first: object.original(),
            before: object.previous().collect(),
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
        })
        .collect();
    let mut by_name: HashMap<&str, Vec<&Known>> = HashMap::new();
    for object in &known {
        let mut names: Vec<&str> = object.before.iter().map(|id| id.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            by_name.entry(name).or_default().push(object);
        }
    }
    if by_name.is_empty() {
        return Ok(());
    }
    for (object, own) in objects.0.iter_mut().zip(&known) {
        let bound = bound_namespaces(&object.tree);
        let role = role(&object.tree);
        for References { gvk, fields } in &config.references {
            for spec in fields.iter().filter(|spec| own.first.gvk.is_selected(&spec.gvk)) {
                let search = Search {
                    own,
                    target: gvk,
                    role: role.as_ref().filter(|_| spec.path.ends_with("roleRef/name")),
                    bound: &bound,
                    by_name: &by_name,
                    budget,
                };
                // What the object is now decides, as long as it was of that kind.
                let mut spec = spec.clone();
                spec.gvk = Gvk::default();
                spec.each(&mut object.tree, Make::Nothing, budget, &mut |field| search.update(field))?;
            }
        }
    }
    Ok(())
}

/// Returns the namespaces whose accounts a binding of roles names.
fn bound_namespaces(tree: &Tree) -> Vec<String> {
    if tree.text_of("kind") != "RoleBinding" {
        return Vec::new();
    }
    let subjects = tree.items_of("subjects").iter();
    subjects
        .filter(|subject| subject.text_of("kind") == "ServiceAccount")
        .map(|subject| subject.text_of("namespace").to_owned())
        .filter(|namespace| !namespace.is_empty())
        .collect()
}

fn role(tree: &Tree) -> Option<Gvk> {
    let role = tree.get("roleRef")?;
    Some(Gvk {
        group: role.get("apiGroup")?.raw()?.to_owned(),
        version: String::new(),
        kind: role.get("kind")?.raw()?.to_owned(),
    })
}

struct Search<'a> {
    own: &'a Known,
    target: &'a Gvk,
    role: Option<&'a Gvk>,
    bound: &'a [String],
    by_name: &'a HashMap<&'a str, Vec<&'a Known>>,
    budget: &'a Budget<'a>,
}

impl Search<'_> {
    fn update(&self, field: &mut Tree) -> Result<(), Wrong> {
        match &mut field.kind {
            Kind::Null { .. } => Ok(()),
            Kind::List(items) => items.iter_mut().try_for_each(|item| match item.kind {
                Kind::Map(_) => self.mapping(item),
                Kind::List(_) => Err(Wrong::refused(&item.at, "a name stands in a list of lists")),
                _ => self.scalar(item),
            }),
            Kind::Map(_) => self.mapping(field),
            _ => self.scalar(field),
        }
    }

    fn scalar(&self, field: &mut Tree) -> Result<(), Wrong> {
        let Some(name) = field.raw() else { return Ok(()) };
        let found =
            self.find(name, None, |a, b| a.now.name == b.now.name).map_err(|wrong| wrong.or_at(&field.at))?;
        if let Some(found) = found.filter(|found| found.now.name != name) {
            field.kind = Kind::Text(found.now.name.as_str().into());
        }
        Ok(())
    }

    fn mapping(&self, field: &mut Tree) -> Result<(), Wrong> {
        let at = field.at.clone();
        let Some(map) = field.as_map_mut() else { return Ok(()) };
        let Some(name) = map.get("name").and_then(Tree::raw).map(str::to_owned) else {
            return Err(Wrong::refused(&at, "there is no `name` where the configuration says there is one"));
        };
        let namespace = map.get("namespace").and_then(Tree::raw).map(str::to_owned);
        let same = |a: &Known, b: &Known| a.now.name == b.now.name && a.now.namespace == b.now.namespace;
        let found = self.find(&name, namespace.as_deref(), same).map_err(|wrong| wrong.or_at(&at))?;
        let Some(found) = found else { return Ok(()) };
        if found.now.name != name {
            let at = map.get("name").and_then(|old| old.at.clone());
            map.set("name", Tree::text(found.now.name.as_str(), at));
        }
        if !found.now.namespace.is_empty() && namespace.as_deref() != Some(&found.now.namespace) {
            let at = map.get("namespace").map_or(at, |old| old.at.clone());
            map.set("namespace", Tree::text(found.now.namespace.as_str(), at));
        }
        Ok(())
    }

    /// Finds the object that `name` refers to.
    fn find(
        &self,
        name: &str,
        namespace: Option<&str>,
        same: impl Fn(&Known, &Known) -> bool,
    ) -> Result<Option<&Known>, Wrong> {
        let Some(candidates) = self.by_name.get(name) else { return Ok(None) };
        self.budget.step(count(candidates.len()))?;
        let mut candidates: Vec<&Known> = candidates
            .iter()
            .copied()
            .filter(|known| self.can_see(known))
            .filter(|known| known.before.iter().any(|id| id.name == name))
            .filter(|known| known.before.iter().any(|id| id.gvk.is_selected(self.target)))
            .filter(|known| {
                self.role.is_none_or(|role| known.before.iter().any(|id| id.gvk.is_selected(role)))
            })
            .filter(|known| self.is_near(known))
            .collect();
        if let Some(namespace) = namespace {
            let by = |of: fn(&Known) -> &Id| {
                let there = |known: &&&Known| {
                    !of(known).gvk.is_cluster_scoped() && of(known).effective_namespace() == namespace
                };
                candidates.iter().filter(there).copied().collect::<Vec<_>>()
            };
            let first = by(|known| &known.first);
            candidates = if first.is_empty() { by(|known| &known.now) } else { first };
        }
        for allows_empty in [true, false] {
            if let [one] = candidates.as_slice() {
                return Ok(Some(one));
            }
            candidates.retain(|known| self.has_same_affixes(known, allows_empty));
        }
        let Some((first, rest)) = candidates.split_first() else { return Ok(None) };
        if rest.iter().all(|other| same(first, other)) {
            return Ok(Some(first));
        }
        let detail =
            format!("`{name}` could be any of several objects that were called so: rename one of them");
        Err(Wrong::refused(&None, detail))
    }

    /// Tells whether an object is one that this one can refer to at all.
    fn can_see(&self, other: &Known) -> bool {
        self.own.now.gvk.is_cluster_scoped()
            || other.now.gvk.is_cluster_scoped()
            || self.own.now.effective_namespace() == other.now.effective_namespace()
            || self.bound.contains(&other.now.namespace)
    }

    fn is_near(&self, other: &Known) -> bool {
        self.own.now.gvk.is_cluster_scoped()
            || other.now.gvk.is_cluster_scoped()
            || other.now.gvk.kind == "ServiceAccount"
            || self.own.now.effective_namespace() == other.now.effective_namespace()
    }

    fn has_same_affixes(&self, other: &Known, allows_empty: bool) -> bool {
        let same =
            |a: &[String], b: &[String]| (allows_empty && (a.is_empty() || b.is_empty())) || ends_alike(a, b);
        same(&other.prefixes, &self.own.prefixes) && same(&other.suffixes, &self.own.suffixes)
    }
}

/// Tells whether the shorter of two lists is the end of the longer.
fn ends_alike(a: &[String], b: &[String]) -> bool {
    if a.len() < b.len() { b.ends_with(a) } else { a.ends_with(b) }
}
