//! Why a scan cannot begin.

/// The ways in which a configuration asks for what does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The configuration names a rule that the catalog does not have.
    #[error("unknown rule `{id}`")]
    UnknownRule {
        /// The id as it was written.
        id: String,
        /// The known id that is spelt most alike.
        meant: Option<String>,
        /// Where in the configuration: names, and indexes of lists.
        path: Vec<String>,
    },
    /// No rule is left to run.
    #[error("no rule is switched on")]
    NoRules,
}
