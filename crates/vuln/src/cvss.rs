//! Scores of the Common Vulnerability Scoring System, from vectors.
//!
//! Vectors are read here, so that an error names the metric. The equations of 2.0 and 3.x are ours; those of 4.0, with their
//! table of 270 classes, are the crate `cvss`'s.

mod metrics;
mod v2;
mod v3;

use std::fmt;

use crate::Error;
use metrics::{Values, refusal};

/// The longest vector of 4.0 with all its metrics has some 200 bytes.
const MAX_VECTOR_BYTES: usize = 512;

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
        let vector = vector.trim_ascii();
        if vector.len() > MAX_VECTOR_BYTES {
            return Err(refusal(vector, "is longer than any vector"));
        }
        let Some((label, rest)) =
            vector.strip_prefix("CVSS:").map(|rest| rest.split_once('/').unwrap_or((rest, "")))
        else {
            // 2.0 has no label, and may stand in brackets.
            let bare = vector.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(vector);
            let values = Values::parse(metrics::V2, bare)?;
            return Ok(Self { version: CvssVersion::V2, tenths: v2::tenths(&values) });
        };
        let (version, tenths) = match label {
            "2.0" => (CvssVersion::V2, v2::tenths(&Values::parse(metrics::V2, rest)?)),
            "3.0" => {
                let values = Values::parse(metrics::V3, rest)?;
                (CvssVersion::V3_0, v3::tenths(&values, CvssVersion::V3_0))
            }
            "3.1" => {
                let values = Values::parse(metrics::V3, rest)?;
                (CvssVersion::V3_1, v3::tenths(&values, CvssVersion::V3_1))
            }
            "4.0" => (CvssVersion::V4, v4_tenths(&Values::parse(metrics::V4, rest)?)?),
            _ => return Err(refusal(label, "is no version that is known")),
        };
        Ok(Self { version, tenths })
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

fn v4_tenths(values: &Values) -> Result<u8, Error> {
    let spelled = values.spell("CVSS:4.0");
    let vector: cvss::v4::Vector = spelled.parse().map_err(|_| refusal(&spelled, "has no score"))?;
    Ok(to_nearest(vector.score().value()))
}

/// Returns the least number of tenths, up to 100, that is not below the given one.
fn least_at_or_above(tenths: f64) -> u8 {
    (0..100).find(|&least| f64::from(least) >= tenths).unwrap_or(100)
}

/// Rounds a score to tenths, halves up.
fn to_nearest(score: f64) -> u8 {
    // What a machine is off by must not decide a half.
    (0..100).find(|&nearest| f64::from(nearest) + 0.5 > score * 10.0 + 1e-9).unwrap_or(100)
}
