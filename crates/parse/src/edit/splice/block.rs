//! Collections in block style: whole lines come and go.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Holder, Writer, is_gone, joined};
use crate::edit::Refusal;
use crate::edit::intent::Intent;
use crate::edit::layout::{Id, Pair, Shape};
use crate::edit::lines::is_blank;
use crate::edit::render;

/// One entry or item: where it begins, and where it ends.
struct Child {
    from: usize,
    to: usize,
    gone: bool,
}

impl Writer<'_, '_> {
    pub(super) fn block_mapping(
        &mut self,
        id: Id,
        pairs: &[Pair],
        below: &BTreeMap<String, Intent>,
    ) -> Result<(), Refusal> {
        let mut children = Vec::with_capacity(pairs.len());
        let mut known = 0_usize;
        let (mut tail, mut column) = (0, None);
        for pair in pairs {
            let key = self.part(pair.key)?;
            let value = self.part(pair.value)?;
            column = column.or(Some(self.lines.column(key.start)));
            let intent = self.layout.text(pair.key).and_then(|text| below.get(text));
            known = known.saturating_add(usize::from(intent.is_some()));
            let gone = intent.is_some_and(Intent::is_removal);
            let end = value.end.max(key.end).max(pair.after.unwrap_or(0));
            if !gone {
                tail = self.tail(pair.value, intent).max(key.end);
            }
            match intent {
                Some(Intent::Dissolve { below }) => self.dissolved(pair, below, &mut children)?,
                _ => children.push(Child { from: key.start, to: end, gone }),
            }
            if let Some(intent) = intent.filter(|_| !gone) {
                let after = pair.after.ok_or(Refusal::Shape)?;
                let holder = Holder::Key { column: self.lines.column(key.start), after };
                self.alter(pair.value, holder, intent)?;
            }
        }
        self.remove_lines(&children);
        if known < below.len() {
            let old: Vec<&str> = pairs.iter().filter_map(|pair| self.layout.text(pair.key)).collect();
            let mut new = Map::new();
            for (key, intent) in below.iter().filter(|(key, _)| !old.contains(&key.as_str())) {
                new.extend(intent.apply(None).map(|value| (key.clone(), value)));
            }
            let lines = render::block(&Value::Object(new), self.indents(id));
            let at = self.lines.end(tail);
            let text = joined(&lines, column.unwrap_or(0), self.lines.line_break(tail));
            self.put(at, at, text);
        }
        Ok(())
    }

    /// The line of a key and, each by itself, the entries below it, so that comments between them stay.
    fn dissolved(
        &self,
        pair: &Pair,
        below: &BTreeMap<String, Intent>,
        children: &mut Vec<Child>,
    ) -> Result<(), Refusal> {
        let (key, value) = (self.part(pair.key)?, self.part(pair.value)?);
        let after = pair.after.ok_or(Refusal::Shape)?;
        match &value.shape {
            Shape::Mapping { flow: false, pairs } if self.lines.begins(value.start) => {
                children.push(Child { from: key.start, to: after, gone: true });
                for pair in pairs {
                    let intent = self.layout.text(pair.key).and_then(|key| below.get(key));
                    if let Some(Intent::Dissolve { below }) = intent {
                        self.dissolved(pair, below, children)?;
                        continue;
                    }
                    let to = self.part(pair.value)?.end.max(pair.after.unwrap_or(0));
                    children.push(Child { from: self.part(pair.key)?.start, to, gone: true });
                }
            }
            _ => children.push(Child { from: key.start, to: value.end.max(after), gone: true }),
        }
        Ok(())
    }

    pub(super) fn block_sequence(
        &mut self,
        id: Id,
        items: &[Id],
        dashes: &[usize],
        below: &BTreeMap<String, Intent>,
        appended: &[Value],
    ) -> Result<(), Refusal> {
        let mut children = Vec::with_capacity(items.len());
        let (mut tail, mut last) = (0, None);
        for (at, (item, dash)) in items.iter().zip(dashes).enumerate() {
            let step = at.to_string();
            let gone = is_gone(below, &step);
            let intent = below.get(&step).filter(|_| !gone);
            let after = dash.saturating_add(1);
            children.push(Child { from: *dash, to: self.part(*item)?.end.max(after), gone });
            if !gone {
                tail = self.tail(*item, intent).max(after);
                last = Some(*item);
            }
            if let Some(intent) = intent {
                let holder = Holder::Dash { column: self.lines.column(*dash), after };
                self.alter(*item, holder, intent)?;
            }
        }
        self.remove_lines(&children);
        if appended.is_empty() {
            return Ok(());
        }
        let quotes = last.map_or(render::Quotes::AsNeeded, |item| self.quotes_of(item));
        let lines: Vec<String> =
            appended.iter().flat_map(|item| render::dashed(item, quotes, self.indents(id))).collect();
        let column = dashes.first().map_or(0, |dash| self.lines.column(*dash));
        let at = self.lines.end(tail);
        let text = joined(&lines, column, self.lines.line_break(tail));
        self.put(at, at, text);
        Ok(())
    }

    /// Removes children with their lines. At least one of them stays.
    fn remove_lines(&mut self, children: &[Child]) {
        let mut rest = children.iter().peekable();
        let mut is_first = true;
        while let Some(first) = rest.next() {
            if !first.gone {
                is_first = false;
                continue;
            }
            let mut run = vec![first];
            run.extend(std::iter::from_fn(|| rest.next_if(|next| next.gone)));
            let to = run.last().map_or(first.to, |last| last.to);
            let shares_line = is_first && !self.lines.begins(first.from);
            if shares_line {
                let next = rest.peek().map(|next| next.from);
                self.remove_run(first.from, to, next);
            } else {
                // One by one, so that comments between them stay.
                for child in run {
                    self.remove_run(child.from, child.to, None);
                }
            }
            is_first = false;
        }
    }

    /// Writes an empty collection in the place of one whose children all go; comments between them stay.
    pub(super) fn empty_block(&mut self, children: &[(usize, usize)], after: usize, text: &str) {
        self.put(after, after, format!(" {text}"));
        let gone = |(from, to): &(usize, usize)| Child { from: *from, to: *to, gone: true };
        self.remove_lines(&children.iter().map(gone).collect::<Vec<_>>());
    }

    /// Removes what stands between two bytes, with the comment behind it. `next` is the child that moves up where the
    /// first one shares its line with a dash.
    fn remove_run(&mut self, from: usize, to: usize, next: Option<usize>) {
        let end = self.lines.end(to);
        match next {
            Some(next) => {
                if is_blank(self.lines.slice(end, next)) {
                    self.put(from, next, "");
                } else {
                    let before = self.lines.slice(self.lines.start(from), from).trim_end();
                    self.put(self.lines.start(from).saturating_add(before.len()), end, "");
                }
            }
            // With the break before it: a file that has none at its end keeps having none.
            _ => match self.lines.start(from) {
                0 => self.put(0, self.lines.next(to), ""),
                start => self.put(self.lines.end(start.saturating_sub(1)), end, ""),
            },
        }
    }
}
