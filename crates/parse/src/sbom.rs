//! Bills of materials that others wrote, and those of our own: CycloneDX and SPDX, in JSON.
//!
//! What the model holds is read wherever it stands in the format. Where the format has no field of its own for something,
//! our writers use the [`property`] of that name, and two other tools have names of theirs that are known here.
//!
//! # Source
//! CycloneDX 1.2 to 1.6; SPDX 2.2 and 2.3.

mod about;
mod cyclonedx;
mod draft;
mod external;
mod left_out;
pub mod property;
mod spdx;

pub use about::is_repository;
pub use left_out::{LeftOut, left_out};
use sekimori_model::{NotAnalysed, Sbom};
use serde::{Deserialize, Deserializer};

use crate::packages::Bounds;
use crate::{Failure, decode, parts};

/// What a bill of materials is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CycloneDX.
    CycloneDx,
    /// SPDX.
    Spdx,
}

/// Tells the format of a document by its first bytes, as well as they tell it: none where they are of something else.
pub fn looks_like(head: &[u8]) -> Option<Format> {
    let head = head.get(..4096).unwrap_or(head);
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    if has(b"\"bomFormat\"") || has(b"cyclonedx.org/schema") {
        Some(Format::CycloneDx)
    } else if has(b"\"spdxVersion\"") || has(b"\"SPDXRef-") {
        Some(Format::Spdx)
    } else {
        None
    }
}

/// Reads a bill of materials. What it is the bill of is a package as well, where it has a package URL.
///
/// # Errors
/// `malformed` where it is no JSON or none of the formats; `too-many-nodes` and `too-deep` where it passes a bound.
pub fn parse(bytes: &[u8], bounds: &Bounds) -> Result<(Sbom, Format), Failure> {
    let (draft, format) = draft_of(bytes, bounds)?.ok_or_else(|| malformed(NEITHER))?;
    Ok((draft.finish(), format))
}

/// Reads a bill of materials that lies beside what it tells of. None where the file is JSON of another kind.
pub(crate) fn beside(bytes: &[u8], bounds: &Bounds) -> Result<Option<Sbom>, Failure> {
    Ok(draft_of(bytes, bounds)?.map(|(draft, _)| draft.finish()))
}

/// What is told of a file that should have been a bill of materials.
pub(crate) fn neither() -> Failure {
    malformed(NEITHER)
}

const NEITHER: &str = "neither CycloneDX nor SPDX 2 in JSON";

fn draft_of(bytes: &[u8], bounds: &Bounds) -> Result<Option<(draft::Draft, Format)>, Failure> {
    let text = decode(bytes)?;
    let text: &str = &text.text;
    match text.trim_start().as_bytes().first() {
        Some(b'<') => return Err(malformed("CycloneDX and SPDX are read in JSON alone, and this is XML")),
        Some(b'{') => {}
        _ if text.contains("SPDXVersion:") => {
            return Err(malformed("SPDX is read in JSON alone, and this is its form of tags and values"));
        }
        _ => return Err(malformed(NEITHER)),
    }
    let head: Head = json(text)?;
    match head {
        Head { bom_format: Some(name), spec_version, .. } if name == "CycloneDX" => {
            let version = spec_version.unwrap_or_default();
            if !version.starts_with("1.") {
                return Err(malformed(format!("CycloneDX {} is not known", cut(&version))));
            }
            Ok(Some((cyclonedx::read(json(text)?, bounds)?, Format::CycloneDx)))
        }
        Head { spdx_version: Some(version), .. } => {
            if !version.starts_with("SPDX-2.") {
                return Err(malformed(format!("version {} of SPDX is not known", cut(&version))));
            }
            Ok(Some((spdx::read(json(text)?, bounds)?, Format::Spdx)))
        }
        Head { context: Some(_), graph: Some(_), .. } => {
            Err(malformed("SPDX is read up to version 2.3, and this is version 3 or another graph"))
        }
        _ => Ok(None),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    bom_format: Option<String>,
    #[serde(default)]
    spec_version: Option<String>,
    #[serde(default)]
    spdx_version: Option<String>,
    #[serde(default, rename = "@context")]
    context: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "@graph")]
    graph: Option<serde::de::IgnoredAny>,
}

/// Reads JSON. What is wrong is told by its place alone: the text itself may hold anything.
fn json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Failure> {
    parts::json(text)?;
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        // The one limit that its parser has.
        if error.to_string().starts_with("recursion limit") {
            Failure::of_file(NotAnalysed::TooDeep, format!("nests deeper than the limit at {place}"))
        } else if error.is_data() {
            malformed(format!("not as the schema has it at {place}"))
        } else {
            malformed(format!("no JSON at {place}"))
        }
    })
}

fn malformed(detail: impl Into<String>) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, detail)
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(20).collect()
}

/// Reads `null` as what is not there.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "sizes of what is made there")]
mod tests;
