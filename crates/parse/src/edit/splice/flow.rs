//! Collections in flow style, JSON among them: commas come and go.

use std::collections::BTreeMap;

use granit_parser::ScalarStyle;
use serde_json::Value;

use super::{Holder, Writer, is_gone};
use crate::edit::Refusal;
use crate::edit::intent::Intent;
use crate::edit::layout::{Id, Pair, Shape};
use crate::edit::lines::is_blank;
use crate::edit::render::{self, Quotes};

/// One entry or item: where it begins, and where it ends.
struct Child {
    from: usize,
    to: usize,
    gone: bool,
}

impl Writer<'_, '_> {
    pub(super) fn flow_mapping(
        &mut self,
        pairs: &[Pair],
        below: &BTreeMap<String, Intent>,
    ) -> Result<(), Refusal> {
        let mut children = Vec::with_capacity(pairs.len());
        let mut known = 0_usize;
        let mut quotes = Quotes::AsNeeded;
        for pair in pairs {
            let (key, value) = (self.part(pair.key)?, self.part(pair.value)?);
            if matches!(key.shape, Shape::Scalar { style: ScalarStyle::DoubleQuoted, .. }) {
                quotes = Quotes::Double;
            }
            let intent = self.layout.text(pair.key).and_then(|text| below.get(text));
            known = known.saturating_add(usize::from(intent.is_some()));
            let gone = intent.is_some_and(Intent::is_removal);
            let to = value.end.max(key.end).max(pair.after.unwrap_or(0));
            children.push(Child { from: key.start, to, gone });
            if let Some(intent) = intent.filter(|_| !gone) {
                if pair.after.is_none() {
                    return Err(Refusal::Shape);
                }
                self.alter(pair.value, Holder::Flow { after: pair.after }, intent)?;
            }
        }
        self.remove_between_commas(&children);
        if known < below.len() {
            let old: Vec<&str> = pairs.iter().filter_map(|pair| self.layout.text(pair.key)).collect();
            let mut new = Vec::new();
            for (key, intent) in below.iter().filter(|(key, _)| !old.contains(&key.as_str())) {
                new.extend(intent.apply(None).map(|value| (Some(key.as_str()), value)));
            }
            self.add_to_flow(&children, &new, quotes);
        }
        Ok(())
    }

    pub(super) fn flow_sequence(
        &mut self,
        items: &[Id],
        below: &BTreeMap<String, Intent>,
        appended: &[Value],
    ) -> Result<(), Refusal> {
        let mut children = Vec::with_capacity(items.len());
        let mut quotes = Quotes::AsNeeded;
        for (at, id) in items.iter().enumerate() {
            let step = at.to_string();
            let gone = is_gone(below, &step);
            let part = self.part(*id)?;
            children.push(Child { from: part.start, to: part.end, gone });
            quotes = self.quotes_of(*id);
            if let Some(intent) = below.get(&step).filter(|_| !gone) {
                self.alter(*id, Holder::Flow { after: None }, intent)?;
            }
        }
        self.remove_between_commas(&children);
        let new: Vec<(Option<&str>, Value)> = appended.iter().map(|item| (None, item.clone())).collect();
        self.add_to_flow(&children, &new, quotes);
        Ok(())
    }

    /// Adds entries or items behind the last one that stays.
    fn add_to_flow(&mut self, children: &[Child], new: &[(Option<&str>, Value)], quotes: Quotes) {
        let Some(last) = children.iter().rev().find(|child| !child.gone) else { return };
        let Some(outermost) = children.last().filter(|_| !new.is_empty()) else { return };
        let line_break = self.lines.line_break(last.to);
        let end = self.lines.end(last.to);
        // Each on a line of its own, and nothing removed behind the last one.
        let rest = self.lines.slice(last.to, end);
        let body = rest.trim_start();
        let comma = body.strip_prefix(',');
        let is_end = |text: &str| text.trim_start().is_empty() || text.trim_start().starts_with('#');
        let stacked =
            self.lines.begins(last.from) && outermost.to == last.to && is_end(comma.unwrap_or(body));
        let lead = if stacked { self.lines.slice(self.lines.start(last.from), last.from) } else { "" };
        let gap = if stacked { format!("{line_break}{lead}") } else { " ".to_owned() };
        let mut texts = Vec::with_capacity(new.len());
        for (key, value) in new {
            let octal = key.filter(|_| !self.json && quotes != Quotes::Double);
            let octal = octal.and_then(|key| render::mode(key, value, ""));
            let shown = octal.unwrap_or_else(|| self.flow_text(value, quotes, last.from));
            texts.push(match key {
                Some(key) => format!("{gap}{}: {shown}", render::text(key, quotes)),
                None => format!("{gap}{shown}"),
            });
        }
        let text = texts.join(",");
        match (stacked, comma) {
            (true, Some(_)) => self.put(end, end, format!("{text},")),
            (true, None) if !is_blank(rest) => {
                self.put(last.to, last.to, ",");
                self.put(end, end, text);
            }
            _ => self.put(last.to, last.to, format!(",{text}")),
        }
    }

    /// Removes children with a comma each. At least one of them stays.
    fn remove_between_commas(&mut self, children: &[Child]) {
        let mut before: Option<usize> = None;
        let mut rest = children.iter().peekable();
        while let Some(first) = rest.next() {
            if !first.gone {
                before = Some(first.to);
                continue;
            }
            let mut to = first.to;
            while let Some(next) = rest.next_if(|next| next.gone) {
                to = next.to;
            }
            match (rest.peek(), before) {
                (Some(next), _) => self.put(first.from, next.from, ""),
                (None, Some(before)) if !self.lines.slice(before, first.from).contains('#') => {
                    self.put(before, to, "");
                }
                // A comma may stand at the end where comments can.
                (None, _) => self.put(first.from, to, ""),
            }
        }
    }

    /// A value in flow style; over several lines where JSON around it is written so.
    pub(super) fn flow_text(&self, value: &Value, quotes: Quotes, at: usize) -> String {
        let quotes = if self.json { Quotes::Double } else { quotes };
        let stacked = self.json && render::is_block(value) && self.lines.start(at) > 0;
        if !stacked {
            return render::flow(value, quotes);
        }
        let Ok(pretty) = serde_json::to_string_pretty(value) else { return render::flow(value, quotes) };
        let line = self.lines.slice(self.lines.start(at), at);
        let lead = line.len().saturating_sub(line.trim_start().len());
        let margin = self.lines.slice(self.lines.start(at), self.lines.start(at).saturating_add(lead));
        let unit = if margin.contains('\t') { "\t".to_owned() } else { " ".repeat(self.json_step()) };
        let lines = pretty.lines().map(|line| {
            let body = line.trim_start();
            let depth = line.len().saturating_sub(body.len()) / 2;
            format!("{}{body}", unit.repeat(depth))
        });
        lines.collect::<Vec<_>>().join(&format!("{}{margin}", self.lines.line_break(at)))
    }

    /// Columns that a level of JSON stands in: as far as the first key of the document.
    fn json_step(&self) -> usize {
        let root = self.layout.root().and_then(|id| self.layout.part(id));
        let first = root.and_then(|part| match &part.shape {
            Shape::Mapping { pairs, .. } => self.layout.part(pairs.first()?.key),
            _ => None,
        });
        first.map(|key| self.lines.column(key.start)).filter(|width| (1..=8).contains(width)).unwrap_or(2)
    }
}
