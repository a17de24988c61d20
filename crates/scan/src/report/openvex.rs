//! What is decided about advisories, as a document of `OpenVEX`.
//!
//! An accepted finding is `affected`, with what was agreed, unless its waiver says why the fault is not there: that one is
//! `not_affected`. What nobody has decided is left out, as the specification asks: silence is no status.
//!
//! # Source
//! github.com/openvex/spec, `OPENVEX-SPEC.md` 0.2.0.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use sekimori_model::{Evidence, Finding, Justification, Lang, Subject, VexStatus, WaiverOrigin, WaiverUse};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::said::waived_by;
use crate::Scan;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: String,
    author: String,
    timestamp: String,
    version: u32,
    tooling: &'static str,
    statements: &'a [Statement],
}

#[derive(Serialize)]
struct Statement {
    vulnerability: Vulnerability,
    products: Vec<Product>,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
    #[serde(rename = "impact_statement", skip_serializing_if = "Option::is_none")]
    impact: Option<String>,
    #[serde(rename = "action_statement", skip_serializing_if = "Option::is_none")]
    action: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Vulnerability {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
}

#[derive(Serialize)]
struct Product {
    #[serde(rename = "@id")]
    id: String,
}

/// What is said of a fault: the same of several packages is one statement.
type Said = (Vulnerability, VexStatus, Option<Justification>, String);

pub(super) fn write(scan: &Scan, out: &mut dyn Write) -> io::Result<()> {
    let (mut said, mut authors) = (BTreeMap::<Said, Vec<String>>::new(), Vec::new());
    for finding in scan.findings.iter() {
        let (Some(waiver), Some((vulnerability, product))) = (&finding.waiver, of(&finding)) else {
            continue;
        };
        let status = status(waiver);
        let words = match status {
            VexStatus::NotAffected | VexStatus::Fixed => waiver.reason.clone(),
            _ => waived_by(waiver, Lang::En),
        };
        said.entry((vulnerability, status, waiver.justification, words)).or_default().push(product);
        authors.push(waiver.owner.clone());
    }
    authors.sort();
    authors.dedup();
    let statements: Vec<Statement> = said.into_iter().map(statement).collect();
    let author = if authors.is_empty() { "-".to_owned() } else { authors.join(", ") };
    let day = scan.date;
    let document = Document {
        context: "https://openvex.dev/ns/v0.2.0",
        id: id(&author, day, &statements)?,
        author,
        timestamp: format!("{day}T00:00:00Z"),
        version: 1,
        tooling: concat!("sekimori ", env!("CARGO_PKG_VERSION")),
        statements: &statements,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn of(finding: &Finding) -> Option<(Vulnerability, String)> {
    let Subject::Package { purl, .. } = &finding.subject else { return None };
    let advisory = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Advisory { advisory, .. } => Some(advisory),
        _ => None,
    })?;
    let version = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Package { version, .. } => Some(version.as_str()),
        _ => None,
    });
    let mut product: sekimori_model::Purl = purl.parse().ok()?;
    product.version = version.unwrap_or_default().into();
    let aliases = advisory.aliases.iter().map(ToString::to_string).collect();
    Some((Vulnerability { name: advisory.id.to_string(), aliases }, product.to_string()))
}

fn status(waiver: &WaiverUse) -> VexStatus {
    match (&waiver.origin, waiver.justification) {
        (WaiverOrigin::Vex { status, .. }, _) => *status,
        (_, Some(_)) => VexStatus::NotAffected,
        (_, None) => VexStatus::Affected,
    }
}

fn statement((said, mut products): (Said, Vec<String>)) -> Statement {
    let (vulnerability, status, justification, words) = said;
    products.sort();
    products.dedup();
    let word = |word: &str| word.replace('-', "_");
    let is_there = status == VexStatus::Affected;
    Statement {
        vulnerability,
        products: products.into_iter().map(|id| Product { id }).collect(),
        status: word(status.as_str()),
        justification: justification.filter(|_| !is_there).map(|one| word(one.as_str())),
        impact: (!is_there).then(|| words.clone()),
        action: is_there.then_some(words),
    }
}

/// The same statements of the same day have the same name, and others another.
fn id(author: &str, day: Date, statements: &[Statement]) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(format!("{author}\n{day}\n"));
    hash.update(serde_json::to_vec(statements)?);
    let hex: Vec<String> = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("https://openvex.dev/docs/public/vex-{}", hex.concat()))
}
