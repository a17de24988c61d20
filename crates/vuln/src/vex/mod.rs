//! What people state about advisories and their products: the Vulnerability Exploitability eXchange, in the three formats
//! that it is written in.
//!
//! A statement counts for a package where it names it by its package URL, or names the image that holds it, or another
//! package that alone brings it. The newest one decides.

mod csaf;
mod cyclonedx;
mod openvex;
mod paths;
mod product;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_model::{Justification, Package, VexStatus};
use serde::Deserialize;

use crate::Error;
use paths::Paths;
pub use product::Whole;
use product::{Counts, Product};

/// The bytes of a document. 64 MiB: the largest that a distribution publishes have some ten.
pub const MAX_VEX_BYTES: usize = 64 << 20;

/// Statements of a document.
const MAX_STATEMENTS: usize = 200_000;

/// Products of all statements of a document.
const MAX_PRODUCTS: usize = 1_000_000;

/// Bytes of a reason that are kept.
const REASON_BYTES: usize = 500;

/// Bytes of the author's name that are kept.
const AUTHOR_BYTES: usize = 200;

/// A document.
#[derive(Debug, Clone)]
pub struct VexDocument {
    /// Who states it, in the document's own words; never checked here.
    pub author: String,
    /// What it states, in its order.
    pub statements: Vec<VexStatement>,
    /// Products that are named by no package URL, so that nothing can be compared with them.
    pub unnamed: u64,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct VexStatement {
    /// The names of the advisory, in capitals.
    names: Vec<String>,
    /// What is stated.
    pub status: VexStatus,
    /// Why the product does not have the fault.
    pub justification: Option<Justification>,
    /// More on that in words; empty where nothing is said.
    pub reason: String,
    /// When it was stated.
    pub at: Option<Timestamp>,
    products: Vec<Product>,
}

/// Documents, in the order in which they were named.
#[derive(Debug, Clone, Default)]
pub struct Vex {
    documents: Vec<VexDocument>,
    /// Documents and statements by the names of advisories.
    by_name: BTreeMap<String, Vec<(usize, usize)>>,
}

/// The statement that decides.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    /// Place of its document.
    pub document: usize,
    /// Place of it in its document.
    pub statement: usize,
    /// Who states it.
    pub author: &'a str,
    /// The statement.
    pub said: &'a VexStatement,
}

impl VexDocument {
    /// Reads a document of any of the formats.
    ///
    /// # Errors
    /// [`Error::Vex`] where it is none of them, or breaks the rules of its own.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_VEX_BYTES {
            return Err(refused(format!("it has more than {MAX_VEX_BYTES} bytes")));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let marks: Marks = read(bytes)?;
        let is_csaf = marks.document.is_some();
        let mut document = match (marks.context.as_deref(), marks.bom_format.as_deref()) {
            (Some(context), _) if context.starts_with("https://openvex.dev/ns") => openvex::read(bytes)?,
            (_, Some("CycloneDX")) => cyclonedx::read(bytes)?,
            _ if is_csaf => csaf::read(bytes)?,
            _ => return Err(refused("it is no document of OpenVEX, CycloneDX or CSAF".to_owned())),
        };
        document.author = cut(&document.author, AUTHOR_BYTES);
        if document.author.is_empty() {
            "-".clone_into(&mut document.author);
        }
        let products: usize = document.statements.iter().map(|statement| statement.products.len()).sum();
        if document.statements.len() > MAX_STATEMENTS || products > MAX_PRODUCTS {
            let most = format!("{MAX_STATEMENTS} statements, or {MAX_PRODUCTS} products");
            return Err(refused(format!("it has more than {most}")));
        }
        for statement in &mut document.statements {
            statement.reason = cut(&statement.reason, REASON_BYTES);
            statement.names.iter_mut().for_each(|name| name.make_ascii_uppercase());
        }
        Ok(document)
    }
}

impl Vex {
    /// Takes documents.
    pub fn new(documents: Vec<VexDocument>) -> Self {
        let mut by_name: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (document, of) in documents.iter().enumerate() {
            for (statement, said) in of.statements.iter().enumerate() {
                for name in &said.names {
                    by_name.entry(name.clone()).or_default().push((document, statement));
                }
            }
        }
        Self { documents, by_name }
    }

    /// Tells whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The documents.
    pub fn documents(&self) -> &[VexDocument] {
        &self.documents
    }

    /// Returns the statement that decides about an advisory, by any of its names, and the package at a place in a list.
    ///
    /// The newest one decides. One that is dated after `today` counts as having no date: it would outvote all that is
    /// stated until then.
    pub fn decide(
        &self,
        names: &[&str],
        packages: &[Package],
        at: usize,
        whole: &Whole<'_>,
        today: Date,
    ) -> Option<Decided<'_>> {
        let has_come = |moment: &Timestamp| moment.to_zoned(TimeZone::UTC).date() <= today;
        let mut places: Vec<(usize, usize)> = Vec::new();
        for name in names {
            places.extend(self.by_name.get(&name.to_ascii_uppercase()).into_iter().flatten());
        }
        // Newest first; of two of one day the one that was written later.
        let mut known: Vec<_> = places
            .into_iter()
            .filter_map(|(document, statement)| {
                let of = self.documents.get(document)?;
                let said = of.statements.get(statement)?;
                Some((said.at.filter(has_come), document, statement, of, said))
            })
            .collect();
        known.sort_by_key(|(at, document, statement, ..)| (*at, *document, *statement));
        known.dedup_by_key(|(at, document, statement, ..)| (*at, *document, *statement));
        let mut paths = Paths::new(packages, at);
        known.into_iter().rev().find_map(|(_, document, statement, of, said)| {
            let counts = said.products.iter().map(|product| product.counts(packages, at, whole, &mut paths));
            let best = counts.max()?;
            // What was fixed is told by its version alone.
            let is_told =
                if said.status == VexStatus::Fixed { best == Counts::Version } else { best != Counts::No };
            is_told.then_some(Decided { document, statement, author: &of.author, said })
        })
    }
}

#[derive(Deserialize)]
struct Marks {
    #[serde(rename = "@context")]
    context: Option<String>,
    #[serde(rename = "bomFormat")]
    bom_format: Option<String>,
    document: Option<serde::de::IgnoredAny>,
}

fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| refused(error.to_string()))
}

fn refused(reason: String) -> Error {
    Error::Vex { reason }
}

/// A moment as documents write it; none where it is none.
fn moment(text: Option<&str>) -> Option<Timestamp> {
    text?.parse().ok()
}

/// A line of at most so many bytes.
fn cut(text: &str, most: usize) -> String {
    let words: Vec<&str> =
        text.get(..text.floor_char_boundary(4 * most)).unwrap_or(text).split_whitespace().collect();
    let line = words.join(" ");
    line.get(..line.floor_char_boundary(most)).unwrap_or(&line).to_owned()
}

/// Returns our word for one of `OpenVEX` or CSAF, which differ in how they join words.
fn justification(word: &str) -> Option<Justification> {
    word.trim().replace('_', "-").parse().ok()
}
