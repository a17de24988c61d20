//! Why a value of the configuration is refused: what the deserialiser says, in words of ours.

use serde_saphyr::Error;

use crate::yaml::{Document, Node};

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not one of the words of its list.
    #[error("`{found}` is not one of {allowed}")]
    Word {
        /// What was found.
        found: String,
        /// The words that are known, separated by commas.
        allowed: String,
    },
    /// A key that must be there is missing.
    #[error("`{0}` is missing")]
    Missing(String),
    /// It is of another kind.
    #[error("not {}", .0.as_str())]
    Kind(Kind),
    /// It is not a rule id.
    #[error("`{0}` is not a rule id")]
    RuleId(String),
    /// It is not a version of Kubernetes that is known.
    #[error("`{0}` is not a known version of Kubernetes")]
    Kubernetes(String),
    /// It is not a day.
    #[error("`{0}` is not a day")]
    Day(String),
    /// It is not a fingerprint.
    #[error("`{0}` is not a fingerprint")]
    Fingerprint(String),
    /// It is a version of the format that is not known.
    #[error("version {0} is not known: write `version: 1`")]
    Format(String),
    /// Anything else, as the deserialiser says it.
    #[error("{0}")]
    Other(String),
}

/// What kind of value is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A list.
    List,
    /// A mapping.
    Mapping,
    /// One value, neither list nor mapping.
    Scalar,
    /// A text that is not empty.
    Text,
    /// A truth value.
    Flag,
    /// A whole number that is not negative.
    Number,
    /// What a parameter of a rule may be.
    Parameter,
}

impl Kind {
    /// Returns the name that texts choose by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Mapping => "mapping",
            Self::Scalar => "scalar",
            Self::Text => "text",
            Self::Flag => "flag",
            Self::Number => "number",
            Self::Parameter => "parameter",
        }
    }
}

/// A value longer than this is cut where it is shown.
const MAX_SHOWN: usize = 80;

impl Refused {
    /// Puts what the deserialiser says of `document` into words of ours, where they are known.
    pub(super) fn new(error: &Error, document: &Document<'_>) -> Self {
        match error {
            Error::SerdeUnknownVariant { variant, expected, .. } => {
                Self::Word { found: shown(variant), allowed: expected.join(", ") }
            }
            Error::SerdeMissingField { field, .. } => Self::Missing((*field).to_owned()),
            Error::Unexpected { expected: "sequence start", .. } => Self::Kind(Kind::List),
            Error::Unexpected { expected: "mapping start", .. } => Self::Kind(Kind::Mapping),
            Error::Unexpected { expected: "string scalar", .. }
            | Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. } => Self::Kind(Kind::Scalar),
            Error::NullIntoString { .. } => Self::Kind(Kind::Text),
            Error::InvalidScalar { ty: "boolean", .. } | Error::InvalidBooleanStrict { .. } => {
                Self::Kind(Kind::Flag)
            }
            Error::InvalidScalar { ty, .. } if ty.starts_with(['u', 'i']) => Self::Kind(Kind::Number),
            other => of_model(other, document).unwrap_or_else(|| Self::Other(sentence(other))),
        }
    }
}

/// What the model refuses it says in English, so the key tells what was refused.
fn of_model(error: &Error, document: &Document<'_>) -> Option<Refused> {
    let place = error.location()?;
    let (key, found) = find(document.root(), "", (place.line(), place.column()))?;
    let found = shown(found);
    Some(match key {
        "version" => Refused::Format(found),
        "kubernetesVersion" => Refused::Kubernetes(found),
        "expires" => Refused::Day(found),
        "fingerprint" => Refused::Fingerprint(found),
        "rules" => Refused::RuleId(found),
        _ if sentence(error).contains("ParameterValue") => Refused::Kind(Kind::Parameter),
        _ => return None,
    })
}

/// Finds the text at a place, and the key that it stands below; a key itself stands below that of its mapping.
fn find<'n>(node: Node<'n>, above: &'n str, place: (u64, u64)) -> Option<(&'n str, &'n str)> {
    let is_at = |node: Node<'_>| (u64::from(node.span().line), u64::from(node.span().column)) == place;
    if !node.is_sequence() && is_at(node) {
        return Some((above, node.text().unwrap_or_default()));
    }
    let of_items = || node.items().find_map(|item| find(item, above, place));
    let of_entries = || {
        node.entries().find_map(|entry| {
            let key = entry.key.text()?;
            if is_at(entry.key) { Some((above, key)) } else { find(entry.value, key, place) }
        })
    };
    if node.is_sequence() { of_items() } else { of_entries() }
}

fn sentence(error: &Error) -> String {
    let whole = error.to_string();
    // The library ends its sentence with the place, which is told apart from it here.
    whole.rsplit_once(" at line ").map_or(whole.as_str(), |(sentence, _)| sentence).to_owned()
}

fn shown(text: &str) -> String {
    text.chars().take(MAX_SHOWN).collect()
}
