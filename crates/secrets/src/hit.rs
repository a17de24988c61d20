//! What a scan of bytes gives.

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use sekimori_catalog::Rule;
use sekimori_model::NotAnalysed;

use crate::Value;

/// A secret that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its pattern.
    pub rule: &'static Rule,
    /// The secret itself.
    pub value: Value,
    /// Where it stands in the bytes that were given; what is encoded or packed is pointed at as a whole.
    pub span: Range<usize>,
    /// How to get from those bytes to the value, outermost first.
    pub through: Vec<Step>,
    /// The name that it is assigned to, or what leads to it on its line, with every value cut out. Part of a finding's
    /// identity.
    pub context: String,
    /// What may be shown of it: the part that every secret of the pattern has, and the length.
    pub redacted: String,
    /// What may be known of a certificate, where it is one.
    pub certificate: Option<Certificate>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The distinguished name of its subject, without control characters and cut to a bounded length.
    pub subject: String,
    /// The end of its validity.
    pub not_after: Timestamp,
}

/// One step from the bytes of a file to a secret in them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A member of an archive, by its path there.
    Member(Arc<str>),
    /// A stream was inflated: `gzip`, `zstd`, `xz`.
    Inflated(&'static str),
    /// A text was decoded: `base64`, `hex`, `percent`, `unicode-escape`, `utf-16`.
    Decoded(&'static str),
}

/// A part that was not looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The members that lead there, outermost first; empty for the file itself.
    pub through: Vec<Step>,
    /// The code of the reason.
    pub reason: NotAnalysed,
    /// What the limit or the decoder said, in English, without any of the bytes.
    pub detail: String,
}

/// A stretch of a file that is read as a stream.
#[derive(Debug)]
pub struct Part<'a> {
    /// Where it begins in the file. Stretches overlap, and each begins behind the one before.
    pub start: usize,
    /// Its bytes; none of what is packed, whose secrets have no places in the file.
    pub bytes: &'a [u8],
    /// Secrets that begin in it and were not told before, sorted by place. Their spans are those in the file.
    pub hits: Vec<Hit>,
    /// The place in the file before which no secret of a later stretch begins.
    pub until: usize,
}

/// All that came of some bytes.
#[derive(Debug, Default)]
pub struct Found {
    /// Secrets, sorted by place, pattern and steps; no two overlap in one layer of decoding.
    pub hits: Vec<Hit>,
    /// What was not looked into.
    pub gaps: Vec<Gap>,
}

/// How far a scan of one file goes.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Steps of decoding and unpacking inside one another.
    pub depth: u32,
    /// Bytes that may come of unpacking and decoding one file, all together.
    pub unpacked_bytes: u64,
    /// Members of all archives in one file.
    pub members: u64,
    /// Hits that are kept of one file.
    pub hits: usize,
    /// The day that certificates are judged by; none judges none.
    pub today: Option<Date>,
    /// How many days before its end a certificate is worth a word.
    pub days_ahead: DaysAhead,
}

/// How many days before its end a certificate is worth a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DaysAhead {
    /// One that programs serve or trust.
    pub deployed: u32,
    /// Any other.
    pub other: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            depth: 5,
            unpacked_bytes: 256 << 20,
            members: 100_000,
            hits: 1_000,
            today: None,
            days_ahead: DaysAhead { deployed: 30, other: 30 },
        }
    }
}
