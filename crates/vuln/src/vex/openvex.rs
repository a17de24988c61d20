//! `OpenVEX`.
//!
//! # Source
//! github.com/openvex/spec, `OPENVEX-SPEC.md` 0.2.0; documents of 0.0.1, whose products and advisories are plain texts, are
//! read too.

use serde::Deserialize;

use sekimori_model::VexStatus;

use super::product::Product;
use super::{VexDocument, VexStatement, justification, moment, read as json, refused};
use crate::Error;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    author: String,
    timestamp: Option<String>,
    last_updated: Option<String>,
    statements: Vec<Statement>,
}

#[derive(Deserialize)]
struct Statement {
    vulnerability: Vulnerability,
    timestamp: Option<String>,
    last_updated: Option<String>,
    #[serde(default)]
    products: Vec<Component>,
    status: String,
    justification: Option<String>,
    #[serde(rename = "impact_statement")]
    impact: Option<String>,
    status_notes: Option<String>,
    #[serde(default)]
    subcomponents: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Vulnerability {
    Name(String),
    Names {
        #[serde(rename = "@id", default)]
        id: String,
        #[serde(default)]
        name: String,
        #[serde(default)]
        aliases: Vec<String>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Component {
    Id(String),
    Ids {
        #[serde(rename = "@id", default)]
        id: String,
        #[serde(default)]
        identifiers: Identifiers,
        #[serde(default)]
        subcomponents: Vec<Component>,
    },
}

#[derive(Deserialize, Default)]
struct Identifiers {
    #[serde(default)]
    purl: String,
}

impl Component {
    fn product(&self) -> Option<Product> {
        match self {
            Self::Id(id) => Product::purl(id),
            Self::Ids { id, identifiers, .. } => {
                Product::purl(&identifiers.purl).or_else(|| Product::purl(id))
            }
        }
    }

    fn subcomponents(&self) -> &[Self] {
        if let Self::Ids { subcomponents, .. } = self { subcomponents } else { &[] }
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<VexDocument, Error> {
    let Document { author, timestamp, last_updated, statements } = json(bytes)?;
    let of_document = last_updated.or(timestamp);
    let mut document = VexDocument { author, statements: Vec::new(), unnamed: 0 };
    for (place, statement) in statements.into_iter().enumerate() {
        let said = of(statement, of_document.as_deref(), &mut document.unnamed);
        document.statements.push(said.map_err(|reason| refused(format!("statement {place}: {reason}")))?);
    }
    Ok(document)
}

fn of(statement: Statement, of_document: Option<&str>, unnamed: &mut u64) -> Result<VexStatement, String> {
    let names = match statement.vulnerability {
        Vulnerability::Name(name) => vec![name],
        Vulnerability::Names { id, name, aliases } => {
            // The id is an address, whose last part is the name.
            let own =
                if name.is_empty() { id.rsplit('/').next().unwrap_or_default().to_owned() } else { name };
            [own].into_iter().chain(aliases).collect()
        }
    };
    let status: VexStatus =
        statement.status.replace('_', "-").parse().map_err(|_| {
            format!("`{}` is no status", statement.status.chars().take(60).collect::<String>())
        })?;
    let why = statement.justification.as_deref();
    let justification =
        match why {
            Some(word) => Some(justification(word).ok_or_else(|| {
                format!("`{}` is no justification", word.chars().take(60).collect::<String>())
            })?),
            None => None,
        };
    let reason = statement.impact.or(statement.status_notes).unwrap_or_default();
    // "MUST" of the specification: without either, the statement is incomplete.
    if status == VexStatus::NotAffected && justification.is_none() && reason.trim().is_empty() {
        return Err("`not_affected` has neither a justification nor an impact statement".to_owned());
    }
    let mut products = Vec::new();
    for component in &statement.products {
        let Some(mut product) = component.product() else {
            *unnamed += 1;
            continue;
        };
        let parts = component.subcomponents().iter().chain(&statement.subcomponents);
        let mut is_whole = true;
        for part in parts {
            is_whole = false;
            match part.product().map(|part| part.named) {
                Some(super::product::Named::Purl(purl)) => product.parts.push(purl),
                _ => *unnamed += 1,
            }
        }
        // What is said of parts that have no name here is said of nothing, not of the whole.
        if is_whole || !product.parts.is_empty() {
            products.push(product);
        }
    }
    let own = statement.last_updated.or(statement.timestamp);
    let at = moment(own.as_deref()).or_else(|| moment(of_document));
    Ok(VexStatement { names, status, justification, reason, at, products })
}
