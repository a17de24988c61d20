//! Secrets in a file that is too large to be held, which is read once from its start to its end.

use std::io::{self, Read};
use std::sync::Arc;

use sekimori_model::{Entry, FileLocation, Limits, Location, Problem, Source, Span};
use sekimori_secrets::{Bounds, Engine, Gap, Hit, Part};

use crate::file::Examined;
use crate::owners;
use crate::plan::Plan;
use crate::secrets::{Old, bounds, not_searched};
use crate::telling::Telling;

/// The most bytes that may come of unpacking such a file, all together: what a layer of an image has.
pub(crate) const UNPACKED: u64 = 2 << 30;

/// Looks for secrets in a file that the source offers as a stream; none where it does not, or no pattern runs on it.
///
/// # Errors
/// A [`Problem`] where it cannot be opened.
pub(crate) fn examine(
    source: &dyn Source,
    entry: &Entry,
    engine: &Engine,
    plan: &Plan,
) -> Result<Option<Examined>, Problem> {
    let path = &entry.path;
    let selection = plan.selection(path, "", |_| Vec::new());
    if selection.secrets.is_empty() {
        return Ok(None);
    }
    let Some(mut stream) = source.stream(entry)? else { return Ok(None) };
    let mut examined = Examined::default();
    examined.summary.files_searched = 1;
    let bounds = bounds(plan, &selection);
    // Held before the file itself is read, and let go of.
    let mut old = old(source, path, engine, plan, &bounds);
    let mut counted = Counted { stream: &mut *stream, bytes: 0 };
    let mut telling = Telling::new(plan);
    let gaps = search(engine, path, &mut counted, &bounds, &mut |hit, span| {
        if !old.takes(hit) {
            let path = Arc::clone(path);
            let file = FileLocation { path, span, rendered: None, rendered_by: None };
            telling.tell(hit, &entry.path, &selection, vec![Location::File(file)], None);
        }
    });
    examined.summary.bytes = counted.bytes;
    examined.tell(telling.told());
    examined.findings.extend(gaps.iter().map(|gap| not_searched(path, gap)));
    if !examined.findings.is_empty() {
        examined.owners_met.extend(owners::met_by_file(path, plan));
    }
    Ok(Some(examined))
}

/// Looks for secrets in a stream. `take` gets each hit with its place; returned is what was not looked into.
pub(crate) fn search(
    engine: &Engine,
    path: &str,
    stream: &mut dyn Read,
    bounds: &Bounds,
    take: &mut dyn FnMut(&Hit, Span),
) -> Vec<Gap> {
    let bounds = Bounds { unpacked_bytes: UNPACKED, ..bounds.clone() };
    let mut place = Place::default();
    engine.scan_stream(path, stream, &bounds, &mut |part| {
        for hit in &part.hits {
            place.pass(&part, hit.span.start);
            let mut end = place;
            end.pass(&part, hit.span.end);
            take(hit, place.until(&end));
        }
        place.pass(&part, part.until);
    })
}

/// What the state before has of the file; nothing where it cannot be read.
fn old(source: &dyn Source, path: &str, engine: &Engine, plan: &Plan, bounds: &Bounds) -> Old {
    let usual = plan.config.limits;
    let limits = Limits { file_bytes: usual.file_bytes.max(Limits::HELD_BYTES), ..usual };
    let Ok(Some(before)) = source.read_before(path, &limits) else { return Old::default() };
    let mut hits = Vec::new();
    search(engine, path, &mut before.as_slice(), bounds, &mut |hit, _| hits.push(hit.clone()));
    Old::of(hits)
}

/// A stream of which the bytes are counted.
struct Counted<'a> {
    stream: &'a mut dyn Read,
    bytes: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.bytes += count as u64;
        Ok(count)
    }
}

/// A place in a file of which no line is held whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    at: usize,
    line: u32,
    column: u32,
}

impl Default for Place {
    fn default() -> Self {
        Self { at: 0, line: 1, column: 1 }
    }
}

impl Place {
    /// Counts lines and columns on to a place within a stretch.
    pub(crate) fn pass(&mut self, part: &Part<'_>, to: usize) {
        let passed = self.at.checked_sub(part.start).zip(to.checked_sub(part.start));
        let Some(passed) = passed.and_then(|(from, to)| part.bytes.get(from..to)) else { return };
        let mut lines = passed.split(|byte| *byte == b'\n');
        let line = lines.next_back().unwrap_or_default();
        let ended = lines.count();
        if ended > 0 {
            self.line = self.line.saturating_add(u32::try_from(ended).unwrap_or(u32::MAX));
            self.column = 1;
        }
        // Code points, as far as it is UTF-8: each has one byte that continues none.
        let points = line.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
        self.column = self.column.saturating_add(u32::try_from(points).unwrap_or(u32::MAX));
        self.at = to;
    }

    /// The stretch from here to another place.
    pub(crate) fn until(&self, end: &Self) -> Span {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span {
            line: self.line,
            column: self.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: byte(self.at),
            byte_end: byte(end.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Place};

    #[test]
    fn lines_and_columns_go_on_from_stretch_to_stretch() {
        let text = "関所 = x\nkey = 関 abc\nend";
        let at = |word: &str| text.find(word).expect("it is there");
        // A stretch that ends within the second line, and the next, which has the end of the first again.
        let (cut, again) = (at("key") + 2, at("x"));
        let first = Part { start: 0, bytes: &text.as_bytes()[..cut], hits: Vec::new(), until: cut };
        let next =
            Part { start: again, bytes: &text.as_bytes()[again..], hits: Vec::new(), until: text.len() };
        let mut place = Place::default();
        place.pass(&first, at("x"));
        assert_eq!((place.line, place.column), (1, 6));
        place.pass(&first, first.until);
        place.pass(&next, at("abc"));
        assert_eq!((place.line, place.column), (2, 9));
        let mut end = place;
        end.pass(&next, text.len());
        let span = place.until(&end);
        assert_eq!((span.end_line, span.end_column, span.byte_end as usize), (3, 4, text.len()));
    }
}
