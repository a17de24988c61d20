//! XML as a tree, under bounds: no document type, no entities but the five and numbers.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use sekimori_model::NotAnalysed;

use super::Bounds;
use crate::Failure;

/// The most elements of one document. The largest file of verification metadata seen has 60,000.
const MOST: usize = 4_000_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, without the prefix of its namespace.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The text right in it, without space around.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// The line that it begins in, from 1.
    pub(super) line: u32,
}

impl Element {
    /// The children of a name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of a name, unless that is empty.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The value of an attribute, unless that is empty; upper case and lower case are alike.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Reads a document; its root.
pub(super) fn read(bytes: &[u8], bounds: &Bounds) -> Result<Element, Failure> {
    let text = match crate::decode(bytes) {
        Ok(text) => text.text,
        // Older files are in some code page of one byte; what is looked for is ASCII.
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut lines = super::lines::Lines::new(&text);
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0_usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|_| malformed("no XML", lines.of(at)))?;
        match event {
            Event::Start(start) => {
                open.push(element(&start, lines.of(at)));
                if open.len() > usize::try_from(bounds.depth).unwrap_or(usize::MAX) {
                    return Err(Failure::of_file(
                        NotAnalysed::TooDeep,
                        "elements nest deeper than the limit",
                    ));
                }
            }
            Event::Empty(start) => {
                let empty = element(&start, lines.of(at));
                if let Some(parent) = open.last_mut() {
                    parent.children.push(empty);
                }
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => put(&mut open, &text),
            Event::CData(text) => put(&mut open, &text),
            Event::GeneralRef(reference) => {
                if let Ok(Some(c)) = reference.resolve_char_ref() {
                    put(&mut open, c.encode_utf8(&mut [0; 4]));
                } else if let Some(known) = resolve_predefined_entity(&reference) {
                    put(&mut open, known);
                } else {
                    // Older files have letters of HTML in the names of people.
                    put(&mut open, &format!("&{};", &*reference));
                }
            }
            Event::Eof => break,
            Event::DocType(kind) if kind.contains("<!ENTITY") => {
                return Err(malformed("XML that defines entities of its own", lines.of(at)));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        }
        count = count.saturating_add(1);
        if count > MOST {
            return Err(Failure::of_file(
                NotAnalysed::TooManyNodes,
                format!("more than {MOST} parts of XML"),
            ));
        }
    }
    let whole = open.len() == 1;
    let root = open.into_iter().next().and_then(|document| document.children.into_iter().next());
    root.filter(|_| whole).ok_or_else(|| malformed("XML that ends early", None))
}

fn element(start: &BytesStart<'_>, line: Option<u32>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().take(64).map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        // What an entity of no standard stands for is not known: it is left as it is written.
        let value = value.map_or_else(|_| attribute.value.trim().to_owned(), |value| value.trim().to_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    let name = start.name().local_name().as_ref().to_owned();
    let attributes = attributes.collect();
    Element { name, attributes, line: line.unwrap_or(1), ..Element::default() }
}

fn close(open: &mut Vec<Element>) {
    // The document itself stays open.
    if open.len() < 2 {
        return;
    }
    if let (Some(mut done), Some(parent)) = (open.pop(), open.last_mut()) {
        let trimmed = done.text.trim();
        if trimmed.len() < done.text.len() {
            done.text = trimmed.into();
        }
        parent.children.push(done);
    }
}

fn put(open: &mut [Element], text: &str) {
    // Space between elements is not kept.
    if let Some(element) = open.last_mut()
        && (!element.text.is_empty() || !text.trim().is_empty())
    {
        element.text.push_str(text);
    }
}

fn malformed(what: &str, line: Option<u32>) -> Failure {
    let place = line.map_or(String::new(), |line| format!(" at line {line}"));
    Failure::of_file(NotAnalysed::Malformed, format!("{what}{place}"))
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use super::read;
    use crate::packages::Bounds;

    #[test]
    fn elements_know_their_text_attributes_and_lines() {
        let text = b"<?xml version='1.0'?>\n<!-- no --><m:a x='1 &amp; 2'>\n <b> t&lt;<![CDATA[u]]>&#33; </b><B y=\"\"/></m:a>";
        let root = read(text, &Bounds::default()).expect("it is XML");
        assert_eq!((&*root.name, root.attribute("X"), root.line), ("a", Some("1 & 2"), 2));
        assert_eq!(root.text_of("b"), Some("t<u!"));
        assert_eq!(root.child("B").map(|b| (b.line, b.attribute("y"))), Some((3, None)));
    }

    #[test]
    fn what_is_broken_or_deep_is_refused() {
        let reason =
            |text: &str| read(text.as_bytes(), &Bounds::default()).map_err(|failure| failure.reason).err();
        assert_eq!(reason("<a><b></a>"), Some(NotAnalysed::Malformed));
        assert_eq!(reason(""), Some(NotAnalysed::Malformed));
        assert_eq!(reason("<a x='"), Some(NotAnalysed::Malformed));
        assert_eq!(reason(&"<a>".repeat(1000)), Some(NotAnalysed::TooDeep));
        assert_eq!(reason("</a></a><b/>"), Some(NotAnalysed::Malformed));
    }
}
