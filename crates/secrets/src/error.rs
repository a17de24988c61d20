//! Why a pattern is refused.

use thiserror::Error;

/// Why an engine cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The regular expression does not parse, or is too large.
    #[error("{rule}: the regular expression is refused: {cause}")]
    Regex {
        /// The rule.
        rule: String,
        /// What the parser said.
        cause: String,
    },
    /// A keyword is too short to search for.
    #[error("{rule}: a keyword has at least {least} bytes: {keyword:?}")]
    Keyword {
        /// The rule.
        rule: String,
        /// The keyword.
        keyword: String,
        /// The least number of bytes.
        least: usize,
    },
    /// The pattern has no keyword.
    #[error("{rule}: a pattern has at least one keyword, by which it is searched")]
    NoKeyword {
        /// The rule.
        rule: String,
    },
    /// No match of the pattern can have the keyword where it is said to stand.
    #[error(
        "{rule}: no match of the regular expression can have the keyword {keyword:?} at its start or offset"
    )]
    Elsewhere {
        /// The rule.
        rule: String,
        /// The keyword.
        keyword: String,
    },
    /// The regular expression matches the empty text.
    #[error("{rule}: the regular expression matches the empty text")]
    Empty {
        /// The rule.
        rule: String,
    },
    /// Every match would be longer than what is looked at.
    #[error("{rule}: every match of the regular expression is longer than {most} bytes")]
    Long {
        /// The rule.
        rule: String,
        /// The most bytes of a match.
        most: usize,
    },
    /// There is no such test of a value.
    #[error("{rule}: no test of values is called {name}")]
    Test {
        /// The rule.
        rule: String,
        /// The name.
        name: String,
    },
}
