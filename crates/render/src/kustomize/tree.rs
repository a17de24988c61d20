//! Trees in which every key and value knows where it was written.

use std::rc::Rc;

use crate::{Budget, Fault, Origin};

/// Where something was written; none for what the build itself adds.
pub(super) type At = Option<Origin>;

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) kind: Kind,
    pub(super) at: At,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Nothing; `explicit` where the word `null` or `~` stands there.
    Null { explicit: bool },
    /// A truth value.
    Bool(bool),
    /// A number or a timestamp: as it was written, and as it is printed.
    Typed { raw: Rc<str>, shown: Rc<str> },
    /// A text.
    Text(Rc<str>),
    /// A text whose type follows from its looks.
    Plain(Rc<str>),
    /// A list.
    List(Vec<Tree>),
    /// A mapping.
    Map(Map),
}

/// A mapping in the order in which it was written.
#[derive(Debug, Clone, Default)]
pub(super) struct Map(pub(super) Vec<Entry>);

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Rc<str>,
    pub(super) at: At,
    pub(super) value: Tree,
}

impl Map {
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        self.0.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Tree> {
        self.0.iter_mut().find(|entry| &*entry.key == key).map(|entry| &mut entry.value)
    }

    /// Sets the value of a key: at its place, or at the end.
    pub(super) fn set(&mut self, key: &str, value: Tree) {
        match self.get_mut(key) {
            Some(old) => *old = value,
            None => self.0.push(Entry { key: key.into(), at: value.at.clone(), value }),
        }
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Tree> {
        let place = self.0.iter().position(|entry| &*entry.key == key)?;
        Some(self.0.remove(place).value)
    }

    /// Returns the value of a key, a mapping, which is made where there is none.
    pub(super) fn child(&mut self, key: &str, at: &At) -> Option<&mut Map> {
        if self.get(key).is_none_or(Tree::is_null) {
            self.set(key, Tree::map(Map::default(), at.clone()));
        }
        self.get_mut(key).and_then(Tree::as_map_mut)
    }
}

impl Tree {
    pub(super) fn null(at: At) -> Self {
        Self { kind: Kind::Null { explicit: true }, at }
    }

    pub(super) fn text(text: impl Into<Rc<str>>, at: At) -> Self {
        Self { kind: Kind::Text(text.into()), at }
    }

    pub(super) fn bool(value: bool, at: At) -> Self {
        Self { kind: Kind::Bool(value), at }
    }

    pub(super) fn map(map: Map, at: At) -> Self {
        Self { kind: Kind::Map(map), at }
    }

    pub(super) fn list(items: Vec<Tree>, at: At) -> Self {
        Self { kind: Kind::List(items), at }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null { .. })
    }

    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self.kind, Kind::List(_) | Kind::Map(_))
    }

    pub(super) fn as_map(&self) -> Option<&Map> {
        if let Kind::Map(map) = &self.kind { Some(map) } else { None }
    }

    pub(super) fn as_map_mut(&mut self) -> Option<&mut Map> {
        if let Kind::Map(map) = &mut self.kind { Some(map) } else { None }
    }

    pub(super) fn as_list(&self) -> Option<&[Tree]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    pub(super) fn as_list_mut(&mut self) -> Option<&mut Vec<Tree>> {
        if let Kind::List(items) = &mut self.kind { Some(items) } else { None }
    }

    /// Returns the text of a scalar as it was written, whatever its type; none for nothing.
    pub(super) fn raw(&self) -> Option<&str> {
        match &self.kind {
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            Kind::Typed { raw, .. } => Some(raw),
            Kind::Text(text) | Kind::Plain(text) => Some(text),
            Kind::Null { .. } | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Returns the text of a text.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Plain(text) if matches!(super::scalar::plain(text), Kind::Text(_)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        if let Kind::Bool(value) = self.kind { Some(value) } else { None }
    }

    /// Returns the value of a key of a mapping; none for nothing as well.
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        self.as_map()?.get(key).filter(|value| !value.is_null())
    }

    /// Returns the text of a scalar below a key.
    pub(super) fn text_of(&self, key: &str) -> &str {
        self.get(key).and_then(Tree::raw).unwrap_or_default()
    }

    /// Returns the items of the list below a key.
    pub(super) fn items_of(&self, key: &str) -> &[Tree] {
        self.get(key).and_then(Tree::as_list).unwrap_or_default()
    }

    /// Tells whether both hold the same, wherever it was written.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::List(a), Kind::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b))
            }
            (Kind::Map(a), Kind::Map(b)) => {
                a.0.len() == b.0.len()
                    && a.0
                        .iter()
                        .all(|entry| b.get(&entry.key).is_some_and(|other| entry.value.is_same(other)))
            }
            (Kind::Null { .. }, Kind::Null { .. }) => true,
            (Kind::Typed { shown: a, .. }, Kind::Typed { shown: b, .. }) => a == b,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            _ => self.is_scalar() && self.as_text().is_some() && self.as_text() == other.as_text(),
        }
    }

    /// Copies the tree.
    ///
    /// # Errors
    /// [`Fault::Bound`] where that is too much: copies are how a small overlay becomes a large one.
    pub(super) fn copied(&self, budget: &Budget<'_>) -> Result<Self, Fault> {
        let _level = budget.deeper()?;
        budget.step(1)?;
        budget.make(COST.saturating_add(self.raw().map_or(0, str::len)))?;
        let kind = match &self.kind {
            Kind::List(items) => {
                Kind::List(items.iter().map(|item| item.copied(budget)).collect::<Result<_, _>>()?)
            }
            Kind::Map(map) => {
                let mut copy = Vec::with_capacity(map.0.len());
                for entry in &map.0 {
                    let value = entry.value.copied(budget)?;
                    copy.push(Entry { key: Rc::clone(&entry.key), at: entry.at.clone(), value });
                }
                Kind::Map(Map(copy))
            }
            kind => kind.clone(),
        };
        Ok(Self { kind, at: self.at.clone() })
    }
}

/// Bytes that a node costs: its kind, its place, its key.
const COST: usize = 128;
