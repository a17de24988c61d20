//! Why a pattern is refused.

use thiserror::Error;

/// Why an engine cannot be made.
#[derive(Debug, Error)]
pub enum Error {
    /// The regular expression does not parse, or is too large.
    #[error("{rule}: the regular expression is refused: {cause}")]
    Regex {
        /// The rule.
        rule: String,
        /// What the parser said.
        cause: String,
    },
    /// The pattern has no keyword, or one that is too short to search for.
    #[error("{rule}: a keyword has at least {least} bytes: {keyword:?}")]
    Keyword {
        /// The rule.
        rule: String,
        /// The keyword.
        keyword: String,
        /// The least number of bytes.
        least: usize,
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
