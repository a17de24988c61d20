//! Where values and keywords of a schema are written.

use sekimori_model::Limits;
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, documents};

use super::load::File;

/// What was found on a path of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) is_table: bool,
    /// True where the whole path is there, false where the line is that of the last part that is.
    pub(super) is_whole: bool,
}

/// Follows a path of keys and indices in a YAML or JSON text; of several documents the last one that has it counts.
pub(super) fn find<T: AsRef<str>>(text: &str, path: &[T]) -> Option<Place> {
    let text = decode(text.as_bytes()).ok()?;
    let mut found: Option<Place> = None;
    for document in documents(&text, &Limits::default()) {
        let place = follow(document.ok()?.root(), path);
        if place.is_whole || found.is_none() {
            found = Some(place);
        }
    }
    found
}

/// Returns the line of the value in a file of values; none where it does not stand there.
pub(super) fn of_value<T: AsRef<str>>(file: Option<&File>, path: &[T]) -> Option<u32> {
    let place = find(&file?.text(), path).filter(|place| place.is_whole && !path.is_empty())?;
    Some(place.line)
}

/// Returns the line of the first reference to an address.
pub(super) fn of_reference(text: &str, address: &str) -> Option<u32> {
    let text = decode(text.as_bytes()).ok()?;
    let document = documents(&text, &Limits::default()).next()?.ok()?;
    let mut open = vec![document.root()];
    while let Some(node) = open.pop() {
        for entry in node.entries() {
            let is_it = |text: &str| text.split('#').next() == Some(address);
            if entry.key.text() == Some("$ref") && entry.value.text().is_some_and(is_it) {
                return Some(entry.value.span().line);
            }
        }
        // The first one is looked at next.
        let items: Vec<Node<'_>> = node.items().collect();
        open.extend(items.into_iter().rev());
        open.extend(node.entries().rev().map(|entry| entry.value));
    }
    None
}

/// Returns the keys of a JSON pointer.
pub(super) fn keys(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
}

fn follow<T: AsRef<str>>(mut node: Node<'_>, path: &[T]) -> Place {
    let mut line = node.span().line;
    for key in path {
        let key = key.as_ref();
        let next = if node.is_sequence() {
            let item = key.parse().ok().and_then(|index| node.items().nth(index));
            item.map(|item| (item, item.span().line))
        } else {
            node.entry(key).map(|entry| (entry.value, entry.key.span().line))
        };
        let Some(next) = next else { return Place { line, is_table: node.is_mapping(), is_whole: false } };
        (node, line) = next;
    }
    Place { line, is_table: node.is_mapping(), is_whole: true }
}
