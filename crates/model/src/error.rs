//! What can be wrong with a word of the vocabulary.

/// The ways in which text is refused as a word of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A rule id is not `family/kebab-case`.
    #[error("`{0}` is not a rule id: write family/name in lower case with hyphens")]
    RuleId(String),
    /// A value is not one of the words of its list.
    #[error("`{found}` is not a {what}: use one of {expected}")]
    Word {
        /// What the word was for, such as `severity`.
        what: &'static str,
        /// What was found.
        found: String,
        /// The words that are known, separated by commas.
        expected: String,
    },
    /// A Pod Security Standards reference is not `LEVEL@VERSION`.
    #[error("`{found}` is not LEVEL@VERSION: {reason}")]
    PodSecurity {
        /// What was found.
        found: String,
        /// Which part is wrong and what it may be.
        reason: String,
    },
    /// A fingerprint is not 32 hexadecimal digits.
    #[error("`{0}` is not a fingerprint: it has 32 hexadecimal digits")]
    Fingerprint(String),
    /// A text is no package URL.
    #[error("`{text}` is not a package URL")]
    Purl {
        /// What was found, cut to a bounded length.
        text: String,
    },
    /// A text is no digest of content.
    #[error("`{text}` is not a digest: it is sha256 or sha512, a colon and lower-case hexadecimal digits")]
    Digest {
        /// What was found, cut to a bounded length.
        text: String,
    },
}
