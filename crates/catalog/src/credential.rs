//! What a pattern of a credential is: data, which the room `secrets` matches.

use sekimori_model::{Control, Question, Stage};

use crate::Rule;

/// A pattern of a credential, as its file below `src/credentials/` says it.
#[derive(Debug, Clone, Copy)]
pub struct Credential {
    /// How it is found.
    pub form: Form,
    /// The test that its value must pass beyond its shape, such as a checksum; the room `secrets` knows it by this name.
    pub test: Option<&'static str>,
    /// The least entropy of the value, in tenths of a bit for each byte; 0 asks for none.
    pub min_entropy: u8,
    /// Templates of values, from which the tests make samples; none is a real one.
    pub samples: &'static [Sample],
    /// How the provider is asked whether one still works, where it documents a request that changes nothing.
    pub verify: Option<Question>,
}

/// How a credential is found.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// By its own shape: a keyword stands at its start, or at a known place within.
    Token {
        /// Each match has one of them at one of the offsets.
        keywords: &'static [&'static str],
        /// How many bytes of a match can stand before its keyword; `&[0]` where it begins with the keyword.
        offsets: &'static [u8],
        /// Whether letters count in either case.
        ignore_case: bool,
        /// The whole of it, from its start on. A group `secret` marks the value where that is a part.
        regex: &'static str,
        /// Whether it may stand within a word.
        within_word: bool,
    },
    /// By the name that it is given: a value of the right shape, assigned near a keyword.
    Assigned {
        /// Words in the name or close before it, in any case.
        keywords: &'static [&'static str],
        /// Words of which the name itself must have one, in any case; none where a keyword is enough.
        names: &'static [&'static str],
        /// The whole value.
        value: &'static str,
    },
    /// By the structure of what holds it, which takes code: the room `secrets` knows it by the rule's id.
    Structure {
        /// Each occurrence holds one of them, in this case.
        keywords: &'static [&'static str],
    },
}

impl Form {
    /// Returns the words without which there is no match.
    pub const fn keywords(&self) -> &'static [&'static str] {
        match self {
            Self::Token { keywords, .. } | Self::Assigned { keywords, .. } | Self::Structure { keywords } => {
                keywords
            }
        }
    }
}

/// A template from which samples of a credential are made; `crates/secrets/src/sample.rs` tells what it may hold.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The name that the value is assigned to; empty where any will do.
    pub name: &'static str,
    /// The template of the value, or of the whole text where the name is `text`.
    pub value: &'static str,
}

/// What the rules of credentials have in common.
pub(crate) const BASE: Rule = Rule {
    stages: &[Stage::Develop, Stage::Build],
    controls: &[
        Control { framework: "cwe", id: "CWE-798" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    ..Rule::BASE
};
