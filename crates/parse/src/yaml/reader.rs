//! The documents of a file, one after the other: strict, then lenient, then a failure that names the reason.

use granit_parser::{ErrorKind, Event, Marker, Parser, ScanError, StrInput};
use sekimori_model::{Limits, NotAnalysed};

use super::lenient;
use super::plain::{Next, Plain};
use super::strict::{Builder, mark};
use super::tree::{Document, Mark, span};
use crate::{Failure, Text};

/// Reads the documents of a text.
///
/// A document that fails does not take the ones behind it with it.
pub fn documents<'t>(text: &'t Text<'_>, limits: &Limits) -> Documents<'t> {
    // Asked first, because it is much faster to tell.
    let has_old_breaks = !text.text.is_ascii() && text.text.contains(OLD_BREAKS);
    let origin = Mark { line: 1, column: 0, byte: text.offset };
    Documents {
        plain: (!has_old_breaks).then(|| Plain::new(&text.text, text.offset, limits)),
        parser: parser(&text.text, limits),
        text: &text.text,
        origin,
        limits: *limits,
        has_old_breaks,
        taken: 0,
        ended: false,
    }
}

fn parser<'t>(text: &'t str, limits: &Limits) -> Parser<'t, StrInput<'t>> {
    let nesting = usize::try_from(limits.depth).unwrap_or(usize::MAX).saturating_add(1);
    let options = granit_parser::options! {
        flow_nesting_limit: nesting,
        block_nesting_limit: nesting,
    };
    Parser::new_from_str_with_options(text, options)
}

/// Line breaks of YAML 1.1, section 4.2, that YAML 1.2 takes for ordinary characters.
const OLD_BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// The documents of a text, each a tree or the reason why there is none.
pub struct Documents<'t> {
    /// Reads them until one is not plain; then `parser` goes on from there.
    plain: Option<Plain<'t>>,
    parser: Parser<'t, StrInput<'t>>,
    /// What `parser` reads, and where that begins in the file.
    text: &'t str,
    origin: Mark,
    limits: Limits,
    has_old_breaks: bool,
    taken: u32,
    ended: bool,
}

impl std::fmt::Debug for Documents<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Documents").field("taken", &self.taken).finish_non_exhaustive()
    }
}

impl<'t> Iterator for Documents<'t> {
    type Item = Result<Document<'t>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        if let Some(plain) = &mut self.plain {
            // The parser says what is to be said of a document too many.
            let next = if self.taken < self.limits.documents { plain.next() } else { Next::Other };
            match next {
                Next::Document(document) => {
                    self.taken = self.taken.saturating_add(1);
                    return Some(Ok(document));
                }
                Next::End => return None,
                Next::Other => {
                    (self.text, self.origin) = plain.rest();
                    self.parser = parser(self.text, &self.limits);
                    self.plain = None;
                }
            }
        }
        loop {
            match self.parser.next_event() {
                None | Some(Ok((Event::StreamEnd, _))) => {
                    self.ended = true;
                    return None;
                }
                Some(Ok((Event::DocumentStart(..), at))) => return Some(self.document(&at)),
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    let at = *error.marker();
                    return Some(self.count(at).map_or_else(|| self.recover(&error, at), Err));
                }
            }
        }
    }
}

impl<'t> Documents<'t> {
    /// Takes no document for plain.
    #[cfg(test)]
    pub(super) fn thoroughly(self) -> Self {
        Self { plain: None, ..self }
    }

    fn document(&mut self, start: &granit_parser::Span) -> Result<Document<'t>, Failure> {
        if let Some(failure) = self.count(start.start) {
            return Err(failure);
        }
        let mut builder = Builder::new(self.limits, self.origin);
        loop {
            match self.parser.next_event() {
                None => return self.finish(builder, start.start, mark(start.end, self.origin)),
                Some(Ok((Event::DocumentEnd, at))) => {
                    return self.finish(builder, start.start, mark(at.start, self.origin));
                }
                Some(Ok((event, at))) => {
                    if let Err(failure) = builder.take(event, &at) {
                        self.skip();
                        return Err(failure);
                    }
                }
                Some(Err(error)) => return self.recover(&error, start.start),
            }
        }
    }

    /// Ends a document. One with line breaks that only YAML 1.1 knows is read as kubectl reads it, or not at all: a key
    /// behind such a break in a comment is part of the comment for one and a key for the other.
    fn finish(&self, builder: Builder<'t>, from: Marker, end: Mark) -> Result<Document<'t>, Failure> {
        if !self.has_old_breaks {
            return builder.finish(end);
        }
        let chunk = document_at(self.text, from.byte_offset().unwrap_or_default());
        if !chunk.contains(OLD_BREAKS) {
            return builder.finish(end);
        }
        let detail = "it has line breaks that YAML 1.1 knows and YAML 1.2 does not";
        let lenient = lenient::parse(chunk, mark(from, self.origin), &self.limits, detail);
        lenient.ok_or_else(|| self.failure(NotAnalysed::Malformed, from, detail.to_owned()))
    }

    /// Counts one more document, and ends the file where that is one too many.
    fn count(&mut self, at: Marker) -> Option<Failure> {
        self.taken = self.taken.saturating_add(1);
        if self.taken <= self.limits.documents {
            return None;
        }
        self.ended = true;
        let detail = format!("has more than {} documents; the rest was not read", self.limits.documents);
        Some(self.failure(NotAnalysed::TooManyDocuments, at, detail))
    }

    /// Tries the lenient parser on the document that starts at `from`, and moves on to the next one.
    fn recover(&mut self, error: &ScanError, from: Marker) -> Result<Document<'t>, Failure> {
        self.skip();
        let at = *error.marker();
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            let detail = format!("nests deeper than {} levels", self.limits.depth);
            return Err(self.failure(NotAnalysed::TooDeep, at, detail));
        }
        let detail = error.info();
        let chunk = document_at(self.text, from.byte_offset().unwrap_or_default());
        if let Some(document) = lenient::parse(chunk, mark(from, self.origin), &self.limits, &detail) {
            return Ok(document);
        }
        // A template's braces are the likeliest cause, and rendering it the remedy.
        let reason = if chunk.contains("{{") { NotAnalysed::Template } else { NotAnalysed::Malformed };
        Err(self.failure(reason, at, detail))
    }

    fn failure(&self, reason: NotAnalysed, at: Marker, detail: String) -> Failure {
        let at = mark(at, self.origin);
        Failure { reason, span: span(at, at), detail }
    }

    fn skip(&mut self) {
        if !matches!(self.parser.proceed_next_document(), Ok(true)) {
            self.ended = true;
        }
    }
}

/// The text of the document that starts at byte `from`: up to the next line that starts with `---`.
fn document_at(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    // The first line may be this document's own marker.
    let body = rest.find('\n').map_or(rest.len(), |at| at.saturating_add(1));
    let end = rest.get(body..).and_then(next_marker).map_or(rest.len(), |at| body.saturating_add(at));
    rest.get(..end).unwrap_or_default()
}

fn next_marker(text: &str) -> Option<usize> {
    if text.starts_with("---") {
        return Some(0);
    }
    text.find("\n---").map(|at| at.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::document_at;

    #[test]
    fn a_document_ends_where_the_next_begins() {
        let text = "a: 1\n---\nb: 2\n--- # c\nc: 3\n";
        assert_eq!(document_at(text, 0), "a: 1\n");
        assert_eq!(document_at(text, 5), "---\nb: 2\n");
        assert_eq!(document_at(text, 14), "--- # c\nc: 3\n");
    }
}
