//! How the author indents, as near as possible to where something new is written.

use super::Writer;
use crate::edit::layout::{Id, Part, Shape};
use crate::edit::render::Indents;

/// So many entries of a mapping are looked at: in a hostile one there are thousands, once for each edit.
const MOST_ENTRIES: usize = 64;

impl Writer<'_, '_> {
    /// As the children of a node stand in, else those around it, from the inside out; else as is usual.
    pub(super) fn indents(&self, id: Id) -> Indents {
        let (mut step, mut dash) = (None, None);
        let (mut here, mut came_from) = (Some(id), None);
        while let Some(part) = here.and_then(|id| self.layout.part(id)) {
            self.look_at(part, came_from, &mut step, &mut dash);
            if step.is_some() && dash.is_some() {
                break;
            }
            (here, came_from) = (part.parent, Some(part.slot));
        }
        let step = step.unwrap_or(2);
        Indents { step, dash: dash.unwrap_or(step) }
    }

    /// The entry that leads to the place says more than those beside it.
    fn look_at(
        &self,
        part: &Part<'_>,
        came_from: Option<usize>,
        step: &mut Option<usize>,
        dash: &mut Option<usize>,
    ) {
        let Shape::Mapping { flow: false, pairs } = &part.shape else { return };
        let on_the_way = came_from.and_then(|slot| pairs.get(slot));
        for pair in on_the_way.into_iter().chain(pairs.iter().take(MOST_ENTRIES)) {
            let (Some(key), Some(value)) = (self.layout.part(pair.key), self.layout.part(pair.value)) else {
                continue;
            };
            let width = || self.lines.column(value.start).checked_sub(self.lines.column(key.start));
            match value.shape {
                Shape::Mapping { flow: false, .. } if step.is_none() => *step = width().filter(|w| *w > 0),
                Shape::Sequence { flow: false, .. } if dash.is_none() => *dash = width(),
                _ => {}
            }
        }
    }
}
