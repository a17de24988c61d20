//! Edits of objects inside the text that they are written in: bytes in, bytes out, and nothing else changes.
//!
//! The text is not written anew. Stretches of it are replaced at the places of the tree, so comments, quotes, order,
//! indentation and line breaks stay as they are. Afterwards the text is read again: the tree must be the old one with
//! the edits applied, and every other document must be what it was, else the edit is refused. What can only be edited
//! with a guess (through an alias, below an anchor that others use, beside a merge key) is refused too.
//! Annotations and labels whose last entry goes are taken away with it.

mod hollow;
mod intent;
mod layout;
mod lines;
mod render;
mod resolve;
mod splice;
mod verify;

use std::borrow::Cow;
use std::collections::BTreeMap;

use sekimori_model::{Edit, Limits};

use self::intent::{Intent, steps};
use self::layout::{Layout, Layouts};
use self::lines::Lines;
use self::resolve::Resolver;
use self::splice::Splice;
use crate::{Text, decode, yaml};

/// Edits of one object.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The byte of the file at which the object's mapping begins, as its node's span tells.
    pub object: u32,
    /// The edits, all of which are made or none; paths lead from the top of the object as it is now.
    pub edits: &'a [Edit],
}

/// Why edits were not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The file is not UTF-8.
    Encoding,
    /// Only the lenient parser could read the document, which knows no places.
    Lenient,
    /// There is no such object, field or item.
    NotFound,
    /// The value comes through an alias.
    Alias,
    /// Others use what stands there by its anchor.
    Anchor,
    /// A merge key decides over the value.
    Merge,
    /// The value has a tag.
    Tag,
    /// The key stands twice.
    DuplicateKey,
    /// Something of another type stands on the way.
    Type,
    /// It is written in a way that is not known well enough.
    Shape,
    /// It contradicts another change of the same file.
    Conflict,
    /// Read again, the text did not mean what it should.
    Unverified,
}

impl Refusal {
    /// Returns the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Lenient => "lenient",
            Self::NotFound => "not-found",
            Self::Alias => "alias",
            Self::Anchor => "anchor",
            Self::Merge => "merge",
            Self::Tag => "tag",
            Self::DuplicateKey => "duplicate-key",
            Self::Type => "type",
            Self::Shape => "shape",
            Self::Conflict => "conflict",
            Self::Unverified => "unverified",
        }
    }
}

/// What came of the changes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The bytes of the file after those changes that were made.
    pub bytes: Vec<u8>,
    /// For each change, in the order given, whether it was made.
    pub outcomes: Vec<Result<(), Refusal>>,
}

/// Makes changes in the bytes of a file, in one pass.
///
/// Earlier changes win over later ones that contradict them; equal ones are made once.
pub fn apply(bytes: &[u8], changes: &[Change<'_>], limits: &Limits) -> Edited {
    let refused = |why: Refusal| Edited { bytes: bytes.to_vec(), outcomes: vec![Err(why); changes.len()] };
    let text = match decode(bytes) {
        Ok(text) if matches!(text.text, Cow::Borrowed(_)) => text,
        _ => return refused(Refusal::Encoding),
    };
    let mut best = refused(Refusal::Unverified);
    let mut good: Vec<usize> = Vec::new();
    let mut queue = vec![(0..changes.len()).collect::<Vec<_>>()];
    let mut tries = 0_u32;
    while let Some(set) = queue.pop() {
        tries = tries.saturating_add(1);
        if tries > MAX_TRIES || set.is_empty() {
            continue;
        }
        let mut trial: Vec<usize> = good.iter().chain(&set).copied().collect();
        trial.sort_unstable();
        if let Some(mut edited) = attempt(bytes, &text, changes, &trial, limits) {
            for (outcome, earlier) in edited.outcomes.iter_mut().zip(&best.outcomes) {
                // Those that were not tried keep what was said of them.
                if *outcome == Err(Refusal::Unverified) {
                    *outcome = *earlier;
                }
            }
            best = edited;
            good = trial;
        } else if set.len() > 1 {
            let (first, second) = set.split_at(set.len() / 2);
            queue.extend([second.to_vec(), first.to_vec()]);
        }
    }
    best
}

/// A file is written and read again this many times at most to find the change that must be left out.
const MAX_TRIES: u32 = 24;

/// Makes those changes that `trial` names; none where the result is not what it should be.
fn attempt(
    bytes: &[u8],
    text: &Text<'_>,
    changes: &[Change<'_>],
    trial: &[usize],
    limits: &Limits,
) -> Option<Edited> {
    let lines = Lines::of(&text.text);
    let mut outcomes = vec![Err(Refusal::Unverified); changes.len()];
    let mut pending: Vec<(usize, usize, &[Edit])> = Vec::with_capacity(trial.len());
    for at in trial {
        let change = changes.get(*at)?;
        let object = usize::try_from(change.object.checked_sub(text.offset)?).ok()?;
        pending.push((object, *at, change.edits));
    }
    pending.sort_by_key(|(object, at, _)| (*object, *at));
    let mut pending = pending.into_iter().peekable();
    let mut splices: Vec<Splice> = Vec::new();
    let mut intents: BTreeMap<usize, Intent> = BTreeMap::new();
    let mut layouts = Layouts::of(&text.text, limits);
    for (number, document) in yaml::documents(text, limits).enumerate() {
        if pending.peek().is_none() {
            break;
        }
        let layout = layouts.next(&lines);
        let lenient = document.as_ref().is_ok_and(|document| document.lenient.is_some());
        let first = document.as_ref().map_or(0, |document| document.root().span().byte_start);
        let first = usize::try_from(first.saturating_sub(text.offset)).unwrap_or(0);
        let end = layout.as_ref().filter(|_| !lenient).and_then(Layout::end).unwrap_or(first);
        if layout.as_ref().is_some_and(Layout::is_empty) {
            continue;
        }
        let mut here = Vec::new();
        while let Some(change) = pending.next_if(|(object, ..)| *object <= end) {
            here.push(change);
        }
        if here.is_empty() {
            continue;
        }
        let layout = match layout {
            _ if lenient => Err(Refusal::Lenient),
            Some(layout) if document.is_ok() => Ok(layout),
            _ => Err(Refusal::NotFound),
        };
        let made = layout.map(|layout| merge(&layout, &lines, &here, &mut outcomes));
        match made {
            Ok(Ok((intent, mut own))) => {
                splices.append(&mut own);
                intents.insert(number, intent);
            }
            Ok(Err(why)) | Err(why) => {
                for (_, at, _) in &here {
                    if let Some(outcome) = outcomes.get_mut(*at) {
                        *outcome = Err(why);
                    }
                }
            }
        }
    }
    for (_, at, _) in pending {
        *outcomes.get_mut(at)? = Err(Refusal::NotFound);
    }
    let new = spliced(&text.text, &splices)?;
    let head = bytes.get(..usize::try_from(text.offset).ok()?)?;
    let new_text = Text { text: Cow::Borrowed(&new), offset: text.offset };
    if !verify::is_as_meant(text, &new_text, &intents, limits) {
        return None;
    }
    Some(Edited { bytes: [head, new.as_bytes()].concat(), outcomes })
}

type Merged = Result<(Intent, Vec<Splice>), Refusal>;

/// Lays the changes of one document over each other, and finds the stretches of text that they change.
fn merge(
    layout: &Layout<'_>,
    lines: &Lines<'_>,
    changes: &[(usize, usize, &[Edit])],
    outcomes: &mut [Result<(), Refusal>],
) -> Merged {
    let mut resolver = Resolver::new(layout);
    let mut all = Intent::default();
    for (object, at, edits) in changes {
        let outcome = admit(layout, &mut resolver, *object, edits, &all);
        let outcome = outcome.map(|steps| {
            for (path, edit) in &steps {
                all.add(path, edit);
            }
        });
        if let Some(slot) = outcomes.get_mut(*at) {
            *slot = outcome;
        }
    }
    hollow::dissolve(layout, &mut all);
    let splices = splice::splices(layout, lines, &all)?;
    Ok((all, splices))
}

/// Returns the edits with their steps from the top of the document, where all of them can be made beside `known`.
fn admit<'e>(
    layout: &Layout<'_>,
    resolver: &mut Resolver<'_, '_>,
    object: usize,
    edits: &'e [Edit],
    known: &Intent,
) -> Result<Vec<(Vec<String>, &'e Edit)>, Refusal> {
    let top = layout.mapping_at(object).ok_or(Refusal::NotFound)?;
    let way = resolver.way_to(top)?;
    let mut own = Intent::default();
    let mut admitted = Vec::with_capacity(edits.len());
    for edit in edits {
        let (Edit::Set { path, .. } | Edit::Append { path, .. } | Edit::Remove { path }) = edit;
        let below = steps(path).ok_or(Refusal::NotFound)?;
        resolver.check(top, &below, edit)?;
        let path: Vec<String> = way.iter().cloned().chain(below).collect();
        if !known.admits(&path, edit) || !own.admits(&path, edit) {
            return Err(Refusal::Conflict);
        }
        own.add(&path, edit);
        admitted.push((path, edit));
    }
    Ok(admitted)
}

/// Puts splices, in the order of the text, into it; none where two overlap.
fn spliced(text: &str, splices: &[Splice]) -> Option<String> {
    let mut new = String::with_capacity(text.len().saturating_add(splices.len().saturating_mul(64)));
    let mut at = 0;
    for splice in splices {
        new.push_str(text.get(at..splice.from)?);
        new.push_str(&splice.text);
        at = splice.to;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}
