//! The name of a rule: `family/kebab-case`, for ever.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;

/// A rule's id, `family/kebab-case`, which names the bad pattern and equals the path of the rule's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// Takes an id of the catalog, whose form is checked when the catalog is built.
    pub const fn from_static(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part before the slash.
    pub fn family(&self) -> &str {
        self.0.split_once('/').map_or("", |(family, _)| family)
    }

    /// Returns the id as the name part of an annotation key, where a slash is not allowed.
    ///
    /// # Source
    /// Kubernetes, "Annotations: syntax and character set": a key has at most one slash, before its name.
    pub fn annotation_name(&self) -> String {
        self.0.replace('/', ".")
    }

    /// Tells whether `text` has the form of a rule id.
    pub fn is_well_formed(text: &str) -> bool {
        let Some((family, name)) = text.split_once('/') else { return false };
        let kebab = |part: &str| {
            !part.is_empty()
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        text.len() <= 100 && kebab(family) && kebab(name)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for RuleId {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for RuleId {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        if Self::is_well_formed(&text) { Ok(Self(Cow::Owned(text))) } else { Err(Error::RuleId(text)) }
    }
}

impl From<RuleId> for String {
    fn from(id: RuleId) -> Self {
        id.0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_family_and_kebab_case_only() {
        for good in ["pod-security/host-port", "a/b", "rbac/wildcard-verb2"] {
            assert!(RuleId::is_well_formed(good), "{good}");
        }
        for bad in ["", "host-port", "Pod/x", "a/b/c", "a/-b", "a/b-", "a/b_c", "a/", "/b", "a/b c"] {
            assert!(!RuleId::is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn annotation_name_has_no_slash() {
        assert_eq!(RuleId::from_static("pod-security/host-port").annotation_name(), "pod-security.host-port");
    }
}
