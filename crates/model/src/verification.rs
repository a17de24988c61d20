//! How a provider is asked whether a secret still works, and what came of it.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::grades::words;

/// One request that tells whether a credential still works, as the provider documents it. It changes nothing there.
///
/// All of it stands in the catalog, so that nothing that is scanned decides where a secret is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// How it is asked.
    pub method: Method,
    /// The host that the provider documents, which is asked over https at its usual port, and no other.
    pub host: &'static str,
    /// Path and query, from `/` on.
    pub path: &'static str,
    /// The header that carries the secret.
    pub header: &'static str,
    /// What the header holds.
    pub send: Scheme,
    /// The answer to a credential that works.
    pub active: Answer,
    /// The answer to one that works no longer. What can have another reason, such as a missing right, is not in it.
    pub revoked: Answer,
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST` without a body.
    Post,
}

/// How a header carries a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// As it is.
    Plain,
    /// As a bearer token (RFC 6750, section 2.1).
    Bearer,
    /// As the password of nobody (RFC 7617, section 2).
    Basic,
}

/// What an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer {
    /// Its status is one of these.
    pub status: &'static [u16],
    /// Where the status alone does not tell: a field of its JSON.
    pub field: Option<&'static str>,
    /// The texts of that field, or `true`, of which it has one.
    pub is: &'static [&'static str],
}

/// What a provider said of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verification {
    /// It works.
    Active,
    /// It works no longer.
    Revoked,
    /// Nothing is known, and why.
    Unknown(Unsure),
}

impl Verification {
    /// Returns the word of it.
    pub const fn standing(self) -> Standing {
        match self {
            Self::Active => Standing::Active,
            Self::Revoked => Standing::Revoked,
            Self::Unknown(_) => Standing::Unknown,
        }
    }

    /// Returns why nothing is known.
    pub const fn unsure(self) -> Option<Unsure> {
        if let Self::Unknown(why) = self { Some(why) } else { None }
    }
}

words! {
    /// Whether a secret works, as far as its provider says.
    Standing, "standing", {
        /// The provider accepts it.
        Active = "active",
        /// The provider accepts it no longer.
        Revoked = "revoked",
        /// Nothing is known.
        Unknown = "unknown",
    }
}

words! {
    /// Why it is not known whether a secret works.
    Unsure, "reason", {
        /// The answer has more than one possible reason.
        Answer = "answer",
        /// The provider did not answer in time.
        Deadline = "deadline",
        /// More secrets were found than one run asks about.
        NotAsked = "not-asked",
        /// The provider wants fewer requests.
        RateLimited = "rate-limited",
        /// The host cannot be reached, or does not prove that it is the one.
        Unreachable = "unreachable",
    }
}

/// What was asked of providers, all secrets together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// Requests that were sent: one for each value, however often that stands somewhere.
    pub requests: u64,
    /// Findings whose secret works.
    pub active: u64,
    /// Findings whose secret works no longer.
    pub revoked: u64,
    /// Findings of which nothing is known.
    pub unknown: u64,
}
