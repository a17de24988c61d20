//! Comments in manifests that speak to a scanner.
//!
//! The tree has no comments, so they are looked for in the text: a `#` at the beginning of a line or behind a blank,
//! outside of every scalar. One speaks of the object whose document it stands in.

use super::{Found, MAX_OF_A_FILE, Scope, Unclear, What, checkov, trivy};

/// A comment that speaks to a scanner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comment<'t> {
    text: &'t str,
    line: u32,
}

const CHECKOV: [&str; 3] = ["checkov:skip=", "bridgecrew:skip=", "cortex:skip="];
const TRIVY: &str = "trivy:ignore:";

impl Comment<'_> {
    /// Tells what it says; of one that is in no object, only that.
    pub(super) fn tell(self, scope: &Scope, is_lost: bool, found: &mut Found<'_>) {
        let lost = is_lost.then_some(What::Unclear(Unclear::NoObject));
        for mark in CHECKOV {
            if let Some((_, said)) = self.text.split_once(mark) {
                checkov::comment(said.trim_start(), self.line, scope, lost.as_ref(), found);
            }
        }
        for said in self.text.split(TRIVY).skip(1) {
            trivy::comment(said, self.line, scope, lost.clone(), found);
        }
    }
}

/// A line that may hold such a comment.
#[derive(Debug)]
pub(super) struct Place<'t> {
    text: &'t str,
    line: u32,
    /// Byte of the file's text at which the line begins.
    byte: u32,
    /// Marks of documents before it, with those at which its document begins and ends.
    from: u32,
    to: u32,
    is_claimed: bool,
}

impl<'t> Place<'t> {
    /// Finds the lines of a text.
    pub(super) fn of(text: &'t str) -> Vec<Self> {
        let (mut places, mut from, mut byte) = (Vec::new(), 0_u32, 0_u32);
        let mut open = 0_usize;
        for (line, with_end) in (1_u32..).zip(text.split_inclusive('\n')) {
            let one = with_end.trim_end();
            let is_mark =
                one.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
            if is_mark {
                for place in places.iter_mut().skip(open) {
                    let place: &mut Self = place;
                    place.to = line;
                }
                (open, from) = (places.len(), line);
            }
            let speaks = one.contains(TRIVY) || CHECKOV.iter().any(|mark| one.contains(mark));
            if speaks && one.contains('#') && places.len() <= MAX_OF_A_FILE {
                places.push(Self { text: one, line, byte, from, to: u32::MAX, is_claimed: false });
            }
            byte = byte.saturating_add(u32::try_from(with_end.len()).unwrap_or(u32::MAX));
        }
        places
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Tells whether it stands in the document that has something at `line`.
    pub(super) fn is_beside(&self, line: u32) -> bool {
        !self.is_claimed && (self.from..self.to).contains(&line)
    }

    /// Returns the comment that begins outside of all `scalars`, which are sorted; its document has it from now on.
    pub(super) fn claim(&mut self, scalars: &[(u32, u32)]) -> Option<Comment<'t>> {
        self.is_claimed = true;
        let is_comment = |at: usize| {
            let byte = self.byte.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let before = scalars.partition_point(|(start, _)| *start <= byte);
            !scalars.get(before.saturating_sub(1)).is_some_and(|(start, end)| (*start..*end).contains(&byte))
        };
        let begins = |at: usize| {
            self.text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t']))
        };
        let mut marks = self.text.match_indices('#').map(|(at, _)| at);
        let at = marks.find(|at| begins(*at) && is_comment(*at))?;
        Some(Comment { text: self.text.get(at..)?, line: self.line })
    }

    /// Returns the comment of a line that no document has.
    pub(super) fn unclaimed(self) -> Option<Comment<'t>> {
        let at = self.text.find('#').filter(|_| !self.is_claimed)?;
        Some(Comment { text: self.text.get(at..)?, line: self.line })
    }
}
