//! Levels and versions of the Pod Security Standards.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::grades::words;

words! {
    /// A level of the Pod Security Standards; each contains the ones before it.
    Level, "Pod Security level", {
        /// Nothing is forbidden.
        Privileged = "privileged",
        /// Known escalations are forbidden.
        Baseline = "baseline",
        /// Hardening is required.
        Restricted = "restricted",
    }
}

/// A minor version of Kubernetes 1, such as 1.30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Version(u16);

impl Version {
    /// The oldest version that the standards speak about.
    pub const OLDEST: Self = Self(0);
    /// The newest version whose standards this build knows.
    pub const LATEST: Self = Self(37);

    /// Names the version 1.`minor`.
    pub const fn v1(minor: u16) -> Self {
        Self(minor)
    }

    /// Returns the number behind `1.`.
    pub const fn minor(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

impl FromStr for Version {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |reason: String| Error::PodSecurity { found: text.to_owned(), reason };
        if text == "latest" {
            return Ok(Self::LATEST);
        }
        let range = || format!("the version is `latest` or one from {} to {}", Self::OLDEST, Self::LATEST);
        let minor =
            text.strip_prefix('v').unwrap_or(text).strip_prefix("1.").ok_or_else(|| refuse(range()))?;
        let has_leading_zero = minor.len() > 1 && minor.starts_with('0');
        if minor.is_empty() || has_leading_zero || !minor.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse(range()));
        }
        let version = Self(minor.parse().map_err(|_| refuse(range()))?);
        if version > Self::LATEST { Err(refuse(range())) } else { Ok(version) }
    }
}

impl TryFrom<String> for Version {
    type Error = Error;
    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

/// A level at a version, as in `restricted@1.30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PodSecurity {
    /// The level.
    pub level: Level,
    /// The version of Kubernetes whose checks are meant.
    pub version: Version,
}

impl fmt::Display for PodSecurity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.level, self.version)
    }
}

impl FromStr for PodSecurity {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |reason: String| Error::PodSecurity { found: text.to_owned(), reason };
        let (level, version) = text.split_once('@').unwrap_or((text, "latest"));
        let level = level
            .parse()
            .map_err(|_| refuse("the level is one of privileged, baseline, restricted".to_owned()))?;
        let version = version.parse().map_err(|error| match error {
            Error::PodSecurity { reason, .. } => refuse(reason),
            other => other,
        })?;
        Ok(Self { level, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_level_and_version() {
        let expected = PodSecurity { level: Level::Restricted, version: Version::v1(30) };
        for text in ["restricted@1.30", "restricted@v1.30"] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        let latest = PodSecurity { level: Level::Baseline, version: Version::LATEST };
        for text in ["baseline", "baseline@latest", "baseline@1.37"] {
            assert_eq!(text.parse(), Ok(latest), "{text}");
        }
    }

    #[test]
    fn names_the_wrong_part() {
        let message =
            |text: &str| text.parse::<PodSecurity>().map_or_else(|e| e.to_string(), |p| p.to_string());
        assert!(message("strict@1.30").contains("the level is one of"));
        for text in [
            "baseline@1.38",
            "baseline@2.0",
            "baseline@",
            "baseline@1.x",
            "baseline@1.99999",
            "baseline@1.+3",
        ] {
            assert!(message(text).contains("from 1.0 to 1.37"), "{text}: {}", message(text));
        }
    }
}
