//! Which objects a patch or a replacement is for.

use regex::{Regex, RegexBuilder};

use super::id::{Gvk, Id};
use super::resource::Resource;
use super::tree::Tree;
use super::wrong::Wrong;

/// A selector by group, version, kind, namespace, name, labels and annotations.
#[derive(Debug)]
pub(super) struct Selector {
    group: Option<Regex>,
    version: Option<Regex>,
    kind: Option<Regex>,
    name: Option<Regex>,
    namespace: Option<Regex>,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
}

impl Selector {
    /// Reads a selector, of which every field that is missing matches anything.
    ///
    /// # Errors
    /// A [`Wrong`] where an expression is not one.
    pub(super) fn read(tree: &Tree) -> Result<Self, Wrong> {
        let field = |name: &str| tree.get(name).map(expression).transpose();
        let requirements = |name: &str| tree.get(name).map(requirements).transpose();
        Ok(Self {
            group: field("group")?.flatten(),
            version: field("version")?.flatten(),
            kind: field("kind")?.flatten(),
            name: field("name")?.flatten(),
            namespace: field("namespace")?.flatten(),
            labels: requirements("labelSelector")?.unwrap_or_default(),
            annotations: requirements("annotationSelector")?.unwrap_or_default(),
        })
    }

    /// Tells whether an object matches, by what it is or by what it was at first.
    pub(super) fn matches(&self, object: &Resource) -> bool {
        let (now, first) = (object.id(), object.original());
        let any = |regex: &Option<Regex>, a: &str, b: &str| {
            is_match(regex.as_ref(), a) || is_match(regex.as_ref(), b)
        };
        any(&self.namespace, first.effective_namespace(), now.effective_namespace())
            && any(&self.name, &first.name, &now.name)
            && self.matches_gvk(&now.gvk)
            && self.matches_metadata(object)
    }

    /// Tells whether an id matches, whatever the labels.
    pub(super) fn matches_id(&self, id: &Id) -> bool {
        is_match(self.namespace.as_ref(), id.effective_namespace())
            && is_match(self.name.as_ref(), &id.name)
            && self.matches_gvk(&id.gvk)
    }

    /// Tells whether labels and annotations match.
    pub(super) fn matches_metadata(&self, object: &Resource) -> bool {
        let values = |field: &str| object.tree.get("metadata").and_then(|metadata| metadata.get(field));
        self.labels.iter().all(|requirement| requirement.matches(values("labels")))
            && self.annotations.iter().all(|requirement| requirement.matches(values("annotations")))
    }

    fn matches_gvk(&self, gvk: &Gvk) -> bool {
        is_match(self.group.as_ref(), &gvk.group)
            && is_match(self.version.as_ref(), &gvk.version)
            && is_match(self.kind.as_ref(), &gvk.kind)
    }
}

fn is_match(regex: Option<&Regex>, text: &str) -> bool {
    regex.is_none_or(|regex| regex.is_match(text))
}

fn expression(value: &Tree) -> Result<Option<Regex>, Wrong> {
    match value.raw() {
        None | Some("") => Ok(None),
        Some(pattern) => compile(&format!("^(?:{pattern})$"), value).map(Some),
    }
}

/// Compiles an expression of at most 1 MiB.
pub(super) fn compile(pattern: &str, value: &Tree) -> Result<Regex, Wrong> {
    // Go's expressions are those of this crate but for what neither allows: look-around and back-references.
    let compiled = RegexBuilder::new(pattern).size_limit(1 << 20).build();
    compiled.map_err(|_| Wrong::refused(&value.at, "this is not a regular expression, or too large a one"))
}

/// One requirement of a label selector.
#[derive(Debug)]
struct Requirement {
    key: String,
    must: Must,
}

#[derive(Debug)]
enum Must {
    Exist,
    NotExist,
    BeIn(Vec<String>),
    NotBeIn(Vec<String>),
}

impl Requirement {
    fn matches(&self, values: Option<&Tree>) -> bool {
        let value = values.and_then(|values| values.get(&self.key)).and_then(Tree::raw);
        match &self.must {
            Must::Exist => value.is_some(),
            Must::NotExist => value.is_none(),
            Must::BeIn(set) => value.is_some_and(|value| set.iter().any(|other| other == value)),
            Must::NotBeIn(set) => value.is_none_or(|value| !set.iter().any(|other| other == value)),
        }
    }
}

/// Reads a label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
fn requirements(value: &Tree) -> Result<Vec<Requirement>, Wrong> {
    let text = value.raw().unwrap_or_default();
    let wrong = || {
        Wrong::refused(&value.at, "this is not a label selector: write `key=value`, `key in (a,b)` or `!key`")
    };
    let mut all = Vec::new();
    for part in parts(text) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        let requirement = if let Some(key) = part.strip_prefix('!') {
            Requirement { key: key.trim().to_owned(), must: Must::NotExist }
        } else if let Some((key, set)) = part.split_once(" notin ").or_else(|| part.split_once(" notin(")) {
            Requirement { key: key.trim().to_owned(), must: Must::NotBeIn(set_of(set)) }
        } else if let Some((key, set)) = part.split_once(" in ").or_else(|| part.split_once(" in(")) {
            Requirement { key: key.trim().to_owned(), must: Must::BeIn(set_of(set)) }
        } else if let Some((key, one)) = part.split_once("!=") {
            Requirement { key: key.trim().to_owned(), must: Must::NotBeIn(vec![one.trim().to_owned()]) }
        } else if let Some((key, one)) = part.split_once("==").or_else(|| part.split_once('=')) {
            Requirement { key: key.trim().to_owned(), must: Must::BeIn(vec![one.trim().to_owned()]) }
        } else {
            Requirement { key: part.to_owned(), must: Must::Exist }
        };
        if requirement.key.is_empty() || requirement.key.contains([' ', '(', ')', '=']) {
            return Err(wrong());
        }
        all.push(requirement);
    }
    Ok(all)
}

fn set_of(text: &str) -> Vec<String> {
    text.trim().trim_matches(['(', ')']).split(',').map(|item| item.trim().to_owned()).collect()
}

/// Splits at the commas outside of parentheses.
fn parts(text: &str) -> Vec<&str> {
    let mut open = false;
    let splits = |c: char| {
        match c {
            '(' => open = true,
            ')' => open = false,
            _ => {}
        }
        c == ',' && !open
    };
    text.split(splits).collect()
}
