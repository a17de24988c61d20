//! Objects of configuration and secrets, from literals, files and environment files.

use std::collections::HashSet;

use super::Build;
use super::hash::base64;
use super::resource::{Behavior, Resource};
use super::target::Folder;
use super::tree::{At, Entry, Map, Tree};
use super::wrong::Wrong;
use crate::join;

impl Build<'_> {
    /// Makes the object of an item of `configMapGenerator` or `secretGenerator`.
    ///
    /// # Errors
    /// A [`Wrong`] where a source is not of its form, or a file cannot be read.
    pub(super) fn generate(
        &self,
        item: &Tree,
        global: Option<&Tree>,
        is_secret: bool,
        from: &Folder,
    ) -> Result<Resource, Wrong> {
        let at = &item.at;
        let name = item.get("name").ok_or_else(|| Wrong::refused(at, "a generator needs a `name`"))?;
        let mut map = Map::default();
        let kind = if is_secret { "Secret" } else { "ConfigMap" };
        map.set("apiVersion", Tree::text("v1", at.clone()));
        map.set("kind", Tree::text(kind, at.clone()));
        let mut metadata = Map::default();
        metadata.set("name", Tree::text(name.raw().unwrap_or_default(), name.at.clone()));
        if let Some(namespace) = item.get("namespace") {
            metadata.set("namespace", namespace.copied(self.budget)?);
        }
        let own = item.get("options");
        for field in ["labels", "annotations"] {
            let all = self.options(own, global, field)?;
            if !all.0.is_empty() {
                metadata.set(field, Tree::map(all, at.clone()));
            }
        }
        map.set("metadata", Tree::map(metadata, at.clone()));
        if is_secret {
            let kind = item.get("type").map(|kind| kind.copied(self.budget)).transpose()?;
            map.set("type", kind.unwrap_or_else(|| Tree::text("Opaque", at.clone())));
        }
        if is_secret {
            map.set("data", Tree::map(Map::default(), at.clone()));
        }
        for pair in self.pairs(item, is_secret, from)? {
            let (field, value) = match String::from_utf8(pair.value) {
                Ok(text) if is_secret => ("data", base64(text.as_bytes())),
                Ok(text) => ("data", text),
                Err(bytes) => (if is_secret { "data" } else { "binaryData" }, base64(bytes.as_bytes())),
            };
            self.budget.make(value.len())?;
            if let Some(data) = map.child(field, at) {
                let value = Tree::text(value, pair.at.clone());
                data.0.push(Entry { key: pair.key.as_str().into(), at: pair.at, value });
            }
        }
        let is_on = |field: &str| {
            let of = |options: Option<&Tree>| {
                options.and_then(|options| options.get(field)).and_then(Tree::as_bool)
            };
            of(own).unwrap_or(false) || of(global).unwrap_or(false)
        };
        if is_on("immutable") {
            map.set("immutable", Tree::bool(true, at.clone()));
        }
        let mut made = Resource::new(Tree::map(map, at.clone()));
        made.needs_hash = !is_on("disableNameSuffixHash");
        made.behavior = match item.text_of("behavior") {
            "merge" => Behavior::Merge,
            "replace" => Behavior::Replace,
            "" | "create" | "unspecified" => Behavior::Create,
            _ => return Err(Wrong::refused(at, "a behavior is `create`, `merge` or `replace`")),
        };
        Ok(made)
    }

    fn options(&self, own: Option<&Tree>, global: Option<&Tree>, field: &str) -> Result<Map, Wrong> {
        let mut all = Map::default();
        for options in [own, global] {
            let pairs = options.and_then(|options| options.get(field)).and_then(Tree::as_map);
            for pair in pairs.map(|map| map.0.as_slice()).unwrap_or_default() {
                if all.get(&pair.key).is_none() {
                    let value = pair.value.raw().unwrap_or_default();
                    self.budget.make(value.len())?;
                    all.set(&pair.key, Tree::text(value, pair.value.at.clone()));
                }
            }
        }
        Ok(all)
    }

    fn pairs(&self, item: &Tree, is_secret: bool, from: &Folder) -> Result<Vec<Pair>, Wrong> {
        // The files of secrets are not kept with the rest, where people take care: what they hold is left out.
        let is_kept_away =
            |path: &str| is_secret && join(&from.home, path).is_some_and(|path| !self.files.has(&path));
        let mut pairs = Vec::new();
        for source in item.items_of("envs").iter().chain(item.get("env")) {
            let path = source.raw().unwrap_or_default();
            if is_kept_away(path) {
                continue;
            }
            let bytes = self.read_bytes(source, path, from)?;
            pairs.extend(environment(&bytes, &source.at)?);
        }
        for source in item.items_of("files") {
            let text = source.raw().unwrap_or_default();
            let (key, path) = match text.split_once('=') {
                Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => {
                    (key, path)
                }
                None if !text.is_empty() => (text.rsplit('/').next().unwrap_or(text), text),
                _ => return Err(Wrong::refused(&source.at, "a file source is `path` or `key=path`")),
            };
            if is_kept_away(path) {
                continue;
            }
            let value = self.read_bytes(source, path, from)?;
            pairs.push(Pair { key: key.to_owned(), value: value.to_vec(), at: source.at.clone() });
        }
        for source in item.items_of("literals") {
            let text = source.raw().unwrap_or_default();
            let (key, value) = text
                .split_once('=')
                .filter(|(key, _)| !key.is_empty())
                .ok_or_else(|| Wrong::refused(&source.at, "a literal source is `key=value`"))?;
            let value = unquoted(value).as_bytes().to_vec();
            pairs.push(Pair { key: key.to_owned(), value, at: source.at.clone() });
        }
        let mut seen = HashSet::new();
        for pair in &pairs {
            if !is_key(&pair.key) {
                let detail = format!("`{}` cannot be a key: letters, digits, `-`, `_` and `.` can", pair.key);
                return Err(Wrong::refused(&pair.at, detail));
            }
            if !seen.insert(pair.key.as_str()) {
                return Err(Wrong::refused(&pair.at, format!("the key `{}` is there already", pair.key)));
            }
        }
        Ok(pairs)
    }
}

struct Pair {
    key: String,
    value: Vec<u8>,
    at: At,
}

/// Takes quotes away that stand around a value.
fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// # Source
/// `IsConfigMapKey` of Kubernetes.
fn is_key(key: &str) -> bool {
    (1..=253).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && key != "."
        && !key.starts_with("..")
}

/// Reads lines of `key=value`. A key alone would take its value from the environment of whoever builds: it is empty here.
fn environment(bytes: &[u8], at: &At) -> Result<Vec<Pair>, Wrong> {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Wrong::refused(at, "an environment file is a text in UTF-8"))?;
    let mut pairs = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if key.is_empty() || !key.bytes().all(is_name) || key.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Wrong::refused(at, "a line of the environment file is not `key=value`"));
        }
        pairs.push(Pair { key: key.to_owned(), value: value.as_bytes().to_vec(), at: at.clone() });
    }
    Ok(pairs)
}
