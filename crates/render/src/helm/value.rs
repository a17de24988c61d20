//! The values of templates, as Go's `text/template` has them.

use std::any::Any;
use std::cell::{Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::ops::Deref;
use std::rc::Rc;

use super::functions::Call;
use crate::{Fault, Line};

/// A value of a template.
#[derive(Clone)]
pub(crate) enum Value {
    /// `nil`.
    Nil,
    /// `bool`.
    Bool(bool),
    /// `int`: literals, and what `int` and `len` give.
    Int(i64),
    /// `int64`: whole numbers of `--set`, and what the arithmetic of Sprig gives.
    Int64(i64),
    /// `float64`: every number of a values file.
    Float(f64),
    /// `string`.
    Text(Text),
    /// `[]interface{}`. Go's functions give new ones, so it is never changed in place.
    List(Rc<Items>),
    /// `map[string]interface{}`, shared by all who hold it: `set` changes it for everybody.
    Map(Map),
    /// What has fields and methods of its own: `.Files`, `.Capabilities`, a version, a time.
    Object(Rc<dyn Object>),
}

/// A text, and what is known of it beside its bytes.
#[derive(Clone)]
#[expect(clippy::struct_field_names, reason = "the text of a text")]
pub(crate) struct Text {
    pub(crate) text: Rc<str>,
    /// True for a placeholder of what only a clock, randomness or a cluster knows, and for what is made of one.
    pub(crate) unknown: bool,
    /// What is known of each line, one for each piece that `split('\n')` gives, where it is what a named template gave;
    /// kept by functions that keep lines whole. Where a line of these is unknown, the others are not.
    pub(crate) lines: Option<Rc<[Line]>>,
}

/// A map that all who hold it share.
#[derive(Clone, Default)]
pub(crate) struct Map(Rc<Entries>);

/// What a map holds.
#[derive(Default)]
struct Entries(RefCell<BTreeMap<Rc<str>, Value>>);

/// What a list holds.
pub(crate) struct Items(Vec<Value>);

impl Deref for Items {
    type Target = Vec<Value>;

    fn deref(&self) -> &Vec<Value> {
        &self.0
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        drop_all(mem::take(self.0.get_mut()).into_values().collect());
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        drop_all(mem::take(&mut self.0));
    }
}

/// Drops values without recursion: a template can put a hundred thousand of them into one another.
fn drop_all(mut values: Vec<Value>) {
    while let Some(value) = values.pop() {
        match value {
            Value::Map(mut map) => {
                if let Some(entries) = Rc::get_mut(&mut map.0) {
                    values.extend(mem::take(entries.0.get_mut()).into_values());
                }
            }
            Value::List(mut items) => {
                if let Some(items) = Rc::get_mut(&mut items) {
                    values.append(&mut items.0);
                }
            }
            _ => {}
        }
    }
}

/// A value with fields and methods, such as a Go struct.
pub(crate) trait Object {
    /// Returns the name of the Go type, as `typeOf` prints it.
    fn type_name(&self) -> &'static str;

    /// Returns a field; none where there is no such field, which Go refuses.
    fn field(&self, name: &str) -> Option<Value>;

    /// Calls a method; none where there is no such method. A method without arguments is a field as well.
    fn call(&self, _call: &Call<'_>, _args: &[Value]) -> Option<Result<Value, Fault>> {
        None
    }

    /// Returns how many steps it takes to look at all that it holds.
    fn weight(&self) -> usize {
        1
    }

    /// Tells what Go's templates take it for in a condition.
    fn is_true(&self) -> bool {
        self.underlying().is_none_or(|value| value.is_true())
    }

    /// Returns the map or the list that it is underneath, for `range`, `index`, `len`, conditions and JSON; none for what
    /// Go has as a struct.
    fn underlying(&self) -> Option<Value> {
        None
    }

    /// Returns what Go prints for it.
    fn print(&self) -> String;

    /// Tells whether it depends on what only a clock or randomness knows.
    fn is_unknown(&self) -> bool {
        false
    }

    /// Returns it as what it is, for the functions of its own kind.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
}

impl Text {
    pub(crate) fn new(text: impl Into<Rc<str>>) -> Self {
        Self { text: text.into(), unknown: false, lines: None }
    }

    /// A placeholder.
    pub(crate) fn unknown(text: impl Into<Rc<str>>) -> Self {
        Self { unknown: true, ..Self::new(text) }
    }
}

impl Map {
    /// Looks into the map. No value is called while it is borrowed.
    pub(crate) fn borrow(&self) -> Ref<'_, BTreeMap<Rc<str>, Value>> {
        self.0.0.borrow()
    }

    /// Changes the map. No value is called while it is borrowed.
    pub(crate) fn borrow_mut(&self) -> RefMut<'_, BTreeMap<Rc<str>, Value>> {
        self.0.0.borrow_mut()
    }

    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<Value> {
        self.borrow().get(key).cloned()
    }

    /// Sets the value of a key.
    pub(crate) fn set(&self, key: impl Into<Rc<str>>, value: Value) {
        self.borrow_mut().insert(key.into(), value);
    }

    /// Returns the entries, sorted by key, as they are now.
    pub(crate) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        self.borrow().iter().map(|(key, value)| (Rc::clone(key), value.clone())).collect()
    }

    /// Tells whether both are the same map, and not only alike.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<K: Into<Rc<str>>> FromIterator<(K, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        Self(Rc::new(Entries(RefCell::new(entries))))
    }
}

impl Value {
    /// A text.
    pub(crate) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(Text::new(text))
    }

    /// A list.
    pub(crate) fn list(items: Vec<Value>) -> Self {
        Self::List(Rc::new(Items(items)))
    }

    /// Returns the map or the list that an object is underneath, and any other value as it is.
    pub(crate) fn underneath(self) -> Self {
        match &self {
            Self::Object(object) => object.underlying().unwrap_or(self),
            _ => self,
        }
    }

    /// Returns the text of a text.
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(&text.text) } else { None }
    }

    /// Tells what Go's templates take it for in a condition.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Nil => false,
            Self::Bool(value) => *value,
            Self::Int(number) | Self::Int64(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !text.text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Map(map) => !map.borrow().is_empty(),
            Self::Object(object) => object.is_true(),
        }
    }

    /// Tells whether the value itself is, or is made of, a placeholder.
    pub(crate) fn is_unknown(&self) -> bool {
        match self {
            Self::Text(text) => text.unknown,
            Self::Object(object) => object.is_unknown(),
            _ => false,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of a chart may be secrets, and maps may hold themselves.
        f.write_str("Value")
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Map")
    }
}
