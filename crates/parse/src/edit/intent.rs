//! What is to become of a document: the edits of all changes laid over each other, by their places in the old tree.

use std::collections::BTreeMap;

use sekimori_model::Edit;
use serde_json::{Map, Value};

/// What is to become of one node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Intent {
    /// It stays, and something inside it changes. Steps are keys, or indexes as the old list has them.
    Into { below: BTreeMap<String, Intent>, appended: Vec<Value> },
    /// It becomes this.
    Put(Value),
    /// It goes.
    Remove,
    /// It goes because all that is in it does; what stands between its entries stays.
    Dissolve { below: BTreeMap<String, Intent> },
}

impl Default for Intent {
    fn default() -> Self {
        Self::Into { below: BTreeMap::new(), appended: Vec::new() }
    }
}

impl Intent {
    /// Tells whether nothing is left of the node.
    pub(super) fn is_removal(&self) -> bool {
        matches!(self, Self::Remove | Self::Dissolve { .. })
    }

    /// Tells whether an edit at `path` can be added and none of both loses anything.
    pub(super) fn admits(&self, path: &[String], edit: &Edit) -> bool {
        let mut here = self;
        for step in path {
            let Self::Into { below, appended } = here else { return false };
            if !appended.is_empty() && step.parse::<usize>().is_err() {
                return false;
            }
            match below.get(step) {
                Some(next) => here = next,
                None => return true,
            }
        }
        match (edit, here) {
            (Edit::Set { value, .. }, Self::Put(known)) => value == known,
            (Edit::Remove { .. }, Self::Remove) => true,
            (Edit::Append { .. }, Self::Into { below, .. }) => {
                below.keys().all(|step| step.parse::<usize>().is_ok())
            }
            _ => false,
        }
    }

    /// Adds an edit that is admitted.
    pub(super) fn add(&mut self, path: &[String], edit: &Edit) {
        let mut here = self;
        for step in path {
            let Self::Into { below, .. } = here else { return };
            here = below.entry(step.clone()).or_default();
        }
        match edit {
            Edit::Set { value, .. } => *here = Self::Put(value.clone()),
            Edit::Remove { .. } => *here = Self::Remove,
            Edit::Append { value, .. } => {
                // Two findings that want the same item want one item.
                if let Self::Into { appended, .. } = here
                    && !appended.contains(value)
                {
                    appended.push(value.clone());
                }
            }
        }
    }

    /// Returns what a value becomes; none where it goes.
    pub(super) fn apply(&self, value: Option<Value>) -> Option<Value> {
        let (below, appended) = match self {
            Self::Put(value) => return Some(value.clone()),
            Self::Remove | Self::Dissolve { .. } => return None,
            Self::Into { below, appended } => (below, appended),
        };
        match value.unwrap_or(Value::Null) {
            Value::Null if below.is_empty() && !appended.is_empty() => Some(appended.clone().into()),
            Value::Null => Some(into_mapping(below, Map::new())),
            Value::Object(entries) => Some(into_mapping(below, entries)),
            Value::Array(items) => {
                let each =
                    items.into_iter().enumerate().filter_map(|(at, item)| match below.get(&at.to_string()) {
                        Some(intent) => intent.apply(Some(item)),
                        None => Some(item),
                    });
                Some(each.chain(appended.iter().cloned()).collect())
            }
            other => Some(other),
        }
    }
}

fn into_mapping(below: &BTreeMap<String, Intent>, mut entries: Map<String, Value>) -> Value {
    for (key, intent) in below {
        let old = entries.remove(key);
        if let Some(new) = intent.apply(old) {
            entries.insert(key.clone(), new);
        }
    }
    Value::Object(entries)
}

/// Returns the steps of a JSON Pointer, or none where it is not one.
///
/// # Source
/// RFC 6901, section 4: `~1` is read before `~0`.
pub(super) fn steps(pointer: &str) -> Option<Vec<String>> {
    let rest = pointer.strip_prefix('/')?;
    Some(rest.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}
