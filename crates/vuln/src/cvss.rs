//! Scores of the Common Vulnerability Scoring System, from vectors.

use std::fmt;

use crate::Error;

/// A version of the Common Vulnerability Scoring System.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CvssVersion {
    /// 2.0.
    V2,
    /// 3.0.
    V3_0,
    /// 3.1.
    V3_1,
    /// 4.0.
    V4,
}

/// How grave something is, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// 0.0.
    None,
    /// 0.1 to 3.9.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9; in CVSS 2, which knows no worse, to 10.0.
    High,
    /// 9.0 to 10.0.
    Critical,
}

/// What a vector comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cvss {
    version: CvssVersion,
    tenths: u8,
}

impl Cvss {
    /// Reads a vector and computes its score: of all the metrics that it has, so that threat, time and environment count
    /// where they are given.
    ///
    /// # Errors
    ///
    /// [`Error::Vector`] with the metric that is unknown, repeated, missing, or has no such value.
    pub fn parse_vector(vector: &str) -> Result<Self, Error> {
        Err(Error::Vector { at: vector.chars().take(40).collect(), reason: "not read yet" })
    }

    /// Returns the version that the vector is of.
    pub const fn version(self) -> CvssVersion {
        self.version
    }

    /// Returns the score in tenths: 98 is 9.8.
    pub const fn tenths(self) -> u8 {
        self.tenths
    }

    /// Returns the score in words.
    pub const fn rating(self) -> Rating {
        match self.tenths {
            0 => Rating::None,
            1..=39 => Rating::Low,
            40..=69 => Rating::Medium,
            70..=89 => Rating::High,
            _ if matches!(self.version, CvssVersion::V2) => Rating::High,
            _ => Rating::Critical,
        }
    }
}

impl fmt::Display for Cvss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tenths / 10, self.tenths % 10)
    }
}
