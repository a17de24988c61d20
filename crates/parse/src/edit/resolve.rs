//! Whether an edit can be made where it points, without a guess.

use std::collections::HashMap;

use granit_parser::ScalarStyle;
use sekimori_model::Edit;

use super::Refusal;
use super::layout::{Id, Layout, Pair, Shape};
use crate::yaml::is_null_word;

/// Looks up places of one document.
pub(super) struct Resolver<'l, 't> {
    layout: &'l Layout<'t>,
    /// For each mapping that was asked, its keys with the entry and whether it is the only one.
    known: HashMap<Id, HashMap<&'l str, (usize, bool)>>,
}

impl<'l, 't> Resolver<'l, 't> {
    pub(super) fn new(layout: &'l Layout<'t>) -> Self {
        Self { layout, known: HashMap::new() }
    }

    /// The steps from the top of the document to a node.
    pub(super) fn way_to(&mut self, id: Id) -> Result<Vec<String>, Refusal> {
        let mut steps = Vec::new();
        let mut here = self.layout.part(id).ok_or(Refusal::NotFound)?;
        while let Some(above) = here.parent {
            let part = self.layout.part(above).ok_or(Refusal::NotFound)?;
            if part.is_shared {
                return Err(Refusal::Anchor);
            }
            match &part.shape {
                Shape::Mapping { pairs, .. } => {
                    let pair = pairs.get(here.slot).ok_or(Refusal::NotFound)?;
                    let key = self.layout.text(pair.key).ok_or(Refusal::Shape)?;
                    self.entry(above, key)?;
                    steps.push(key.to_owned());
                }
                _ => steps.push(here.slot.to_string()),
            }
            here = part;
        }
        steps.reverse();
        Ok(steps)
    }

    /// Tells whether `edit`, whose steps below `top` are `steps`, can be made.
    pub(super) fn check(&mut self, top: Id, steps: &[String], edit: &Edit) -> Result<(), Refusal> {
        let mut here = Some(top);
        for step in steps {
            here = match here {
                Some(id) => self.below(id, step)?,
                None => None,
            };
            if here.is_none() && matches!(edit, Edit::Remove { .. }) {
                return Err(Refusal::NotFound);
            }
        }
        let Some(id) = here else { return Ok(()) };
        match edit {
            Edit::Append { .. } => self.takes_items(id),
            Edit::Set { .. } | Edit::Remove { .. } => self.may_go(id),
        }
    }

    /// The child of a node; none where there is no such key yet.
    fn below(&mut self, id: Id, step: &str) -> Result<Option<Id>, Refusal> {
        let part = self.layout.part(id).ok_or(Refusal::NotFound)?;
        self.may_be_entered(id)?;
        match &part.shape {
            Shape::Mapping { .. } if part.is_bare => Err(Refusal::Shape),
            Shape::Mapping { .. } => Ok(self.entry(id, step)?.map(|pair| pair.value)),
            Shape::Sequence { flow, items, dashes } => {
                if !flow && dashes.len() != items.len() {
                    return Err(Refusal::Shape);
                }
                let at = step.parse::<usize>().ok().filter(|at| at.to_string() == step);
                let item = items.get(at.ok_or(Refusal::Type)?).copied();
                item.map(Some).ok_or(Refusal::NotFound)
            }
            Shape::Scalar { text, style } if is_null(text, *style) && !part.is_named => Ok(None),
            Shape::Scalar { .. } if part.is_named => Err(Refusal::Anchor),
            Shape::Scalar { .. } => Err(Refusal::Type),
            Shape::Alias => Err(Refusal::Alias),
        }
    }

    /// The entry with a key, where the mapping has one and only one, and no merge key decides over it.
    fn entry(&mut self, id: Id, key: &str) -> Result<Option<Pair>, Refusal> {
        let layout = self.layout;
        let Some(Shape::Mapping { pairs, .. }) = layout.part(id).map(|part| &part.shape) else {
            return Err(Refusal::Type);
        };
        let keys = self.known.entry(id).or_insert_with(|| {
            let mut keys = HashMap::with_capacity(pairs.len());
            for (at, pair) in pairs.iter().enumerate() {
                let Some(text) = layout.text(pair.key) else { continue };
                // The last one counts, for a merge key as for any other.
                let is_new = keys.insert(text, (at, true)).is_none();
                if !is_new {
                    keys.insert(text, (at, false));
                }
            }
            keys
        });
        let merge = keys.get("<<").map(|(at, _)| *at);
        match (keys.get(key), merge) {
            (Some((_, false)), _) => Err(Refusal::DuplicateKey),
            (Some((at, true)), merge) if merge.is_none_or(|merge| merge < *at) => {
                let pair = pairs.get(*at).copied().ok_or(Refusal::NotFound)?;
                if pair.after.is_none() { Err(Refusal::Shape) } else { Ok(Some(pair)) }
            }
            (_, Some(_)) => Err(Refusal::Merge),
            (_, None) => Ok(None),
        }
    }

    fn may_be_entered(&self, id: Id) -> Result<(), Refusal> {
        let part = self.layout.part(id).ok_or(Refusal::NotFound)?;
        match part.shape {
            Shape::Alias => Err(Refusal::Alias),
            _ if part.is_shared => Err(Refusal::Anchor),
            _ if part.is_tagged => Err(Refusal::Tag),
            _ => Ok(()),
        }
    }

    /// Tells whether a list, or nothing yet, stands there.
    fn takes_items(&self, id: Id) -> Result<(), Refusal> {
        self.may_be_entered(id)?;
        let part = self.layout.part(id).ok_or(Refusal::NotFound)?;
        match &part.shape {
            Shape::Sequence { flow: false, items, dashes } if items.len() != dashes.len() => {
                Err(Refusal::Shape)
            }
            Shape::Sequence { items, .. } if items.is_empty() && part.is_named => Err(Refusal::Anchor),
            Shape::Sequence { .. } => Ok(()),
            Shape::Scalar { text, style } if is_null(text, *style) => {
                if part.is_named {
                    Err(Refusal::Anchor)
                } else {
                    Ok(())
                }
            }
            _ => Err(Refusal::Type),
        }
    }

    /// Tells whether a node can be taken away or replaced, with all that is in it.
    fn may_go(&self, id: Id) -> Result<(), Refusal> {
        let part = self.layout.part(id).ok_or(Refusal::NotFound)?;
        self.may_be_entered(id)?;
        if part.is_named {
            return Err(Refusal::Anchor);
        }
        let mut open = vec![id];
        while let Some(part) = open.pop().and_then(|id| self.layout.part(id)) {
            if part.is_shared {
                return Err(Refusal::Anchor);
            }
            match &part.shape {
                Shape::Mapping { pairs, .. } => {
                    open.extend(pairs.iter().flat_map(|pair| [pair.key, pair.value]));
                }
                Shape::Sequence { items, .. } => open.extend(items),
                Shape::Scalar { .. } | Shape::Alias => {}
            }
        }
        Ok(())
    }
}

/// Tells whether a scalar means nothing.
pub(super) fn is_null(text: &str, style: ScalarStyle) -> bool {
    style == ScalarStyle::Plain && is_null_word(text)
}
