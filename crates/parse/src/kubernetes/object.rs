//! The objects of a document: one, or the items of a list.

use std::collections::VecDeque;

use sekimori_model::{ContainerRef, Limits, ObjectRef, Span};

use super::field::{Field, Recorder, name};
use super::kinds::pod_path;
use super::kustomization;
use super::pod::Pod;
use crate::yaml::{Document, Entry, Node};

/// A Kubernetes object.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    /// API group; empty for the core group.
    pub group: &'a str,
    /// API version without the group, such as `v1`.
    pub version: &'a str,
    /// Kind.
    pub kind: &'a str,
    /// `metadata.namespace`, or empty.
    pub namespace: &'a str,
    /// `metadata.name`, or empty.
    pub name: &'a str,
    generate_name: &'a str,
    node: Node<'a>,
}

impl<'a> Object<'a> {
    /// Reads a mapping that has `apiVersion` and `kind`.
    fn read(node: Node<'a>, default: Option<(&'a str, &'a str)>) -> Option<Self> {
        let text = |node: Node<'a>, key| node.get(key).and_then(Node::text);
        let (api_version, kind) = match (text(node, "apiVersion"), text(node, "kind")) {
            (Some(api_version), Some(kind)) => (api_version, kind),
            _ => default?,
        };
        if api_version.is_empty() || kind.is_empty() {
            return None;
        }
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let metadata = node.get("metadata");
        let meta = |key| metadata.and_then(|m| text(m, key)).map(name).unwrap_or_default();
        Some(Self {
            group: name(group),
            version,
            kind: name(kind),
            namespace: meta("namespace"),
            name: meta("name"),
            generate_name: meta("generateName"),
            node,
        })
    }

    /// Returns the top of the object as a field.
    pub fn field(&self, recorder: &'a Recorder) -> Field<'a> {
        Field::new(&[], Some(self.node), self.span(), recorder)
    }

    /// Returns the pod that the object is or makes, if its kind does that and it stands there.
    pub fn pod(&self, recorder: &'a Recorder) -> Option<Pod<'a>> {
        Pod::of(self, recorder)
    }

    /// Returns the pod with its metadata, present or absent, below the object's `top`, if its kind makes pods.
    pub fn pod_part(&self, top: &Field<'a>) -> Option<Field<'a>> {
        let path = pod_path(self.group, self.kind)?;
        Some(path.pod.iter().fold(top.clone(), |field, name| field.at(name)))
    }

    /// Points at the object as a whole: the line of its kind.
    pub fn span(&self) -> Span {
        self.node.entry("kind").map_or_else(|| self.node.span(), |entry| entry.key.span())
    }

    /// Tells whether the object is of one of these kinds, given as group and kind; any is, where there are none.
    pub fn is_one_of(&self, kinds: &[(&str, &str)]) -> bool {
        kinds.is_empty() || kinds.iter().any(|(group, kind)| self.kind == *kind && self.group == *group)
    }

    /// Returns the metadata of the object, then that of the pod template, where its kind has one.
    pub fn all_metadata(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let template = pod_path(self.group, self.kind).map(|path| path.pod).filter(|path| !path.is_empty());
        let descend = |path: &[&str]| path.iter().try_fold(self.node, |node, name| node.get(name));
        let pods = [Some(self.node), template.and_then(descend)].into_iter().flatten();
        pods.filter_map(|node| node.get("metadata"))
    }

    /// Returns the node of the whole object.
    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// Names the object, and a field of it, for identity.
    pub fn reference(&self, container: Option<ContainerRef>, field: String) -> ObjectRef {
        let name = match (self.name, self.generate_name) {
            ("", "") => String::new(),
            ("", prefix) => format!("{prefix}*"),
            (name, _) => name.to_owned(),
        };
        ObjectRef {
            group: self.group.to_owned(),
            kind: self.kind.to_owned(),
            namespace: self.namespace.to_owned(),
            name,
            container,
            field,
        }
    }
}

/// What a document holds.
#[derive(Debug, Default)]
pub struct Objects<'a> {
    /// Its objects, in order.
    pub objects: Vec<Object<'a>>,
    /// Documents and list items that hold something which is not a Kubernetes object.
    pub others: u64,
    /// True where lists in lists grew past the limit of nodes.
    pub truncated: bool,
}

/// Returns the items of a list. kubectl takes whatever has them for one, and reads their key in any case.
fn items_of<'a>(node: Node<'a>, kind: &str) -> Option<Node<'a>> {
    let named = |entry: &Entry<'_>| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case("items"));
    let items = node.entries().find(named).map(|entry| entry.value).filter(|items| items.is_sequence())?;
    let holds_objects = || items.items().any(|item| item.get("kind").is_some());
    (kind.ends_with("List") || holds_objects()).then_some(items)
}

/// Finds the objects of a document. Lists are opened, lists in lists too.
pub fn objects<'a>(document: &'a Document<'a>, limits: &Limits) -> Objects<'a> {
    find(document, None, limits)
}

/// Finds the objects of a document of the file at `path`, by whose name a kustomization is known that does not say what it
/// is.
pub fn objects_of_file<'a>(document: &'a Document<'a>, path: &str, limits: &Limits) -> Objects<'a> {
    find(document, kustomization::default(document.root(), path), limits)
}

fn find<'a>(document: &'a Document<'a>, default: Option<(&'a str, &'a str)>, limits: &Limits) -> Objects<'a> {
    let mut found = Objects::default();
    let mut queue: VecDeque<(Node<'a>, Option<(&'a str, &'a str)>)> = VecDeque::new();
    let root = document.root();
    if root.is_null() {
        return found;
    }
    // A JSON file may be an array of objects; kubectl refuses it, generators write it.
    if root.is_sequence() {
        queue.extend(root.items().map(|item| (item, None)));
    } else {
        queue.push_back((root, default));
    }
    let mut steps = 0_u32;
    while let Some((node, default)) = queue.pop_front() {
        steps = steps.saturating_add(1);
        if steps > limits.nodes || queue.len() > usize::try_from(limits.nodes).unwrap_or(usize::MAX) {
            found.truncated = true;
            break;
        }
        let Some(object) = Object::read(node, default) else {
            found.others = found.others.saturating_add(1);
            continue;
        };
        match items_of(node, object.kind) {
            Some(items) => {
                // The API server leaves the kind of items out where the list has a type, as in PodList.
                let of = object.kind.strip_suffix("List").filter(|kind| !kind.is_empty());
                let api_version = node.get("apiVersion").and_then(Node::text);
                let default = api_version.zip(of);
                queue.extend(items.items().map(|item| (item, default)));
            }
            None => found.objects.push(object),
        }
    }
    found
}
