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
    /// The configuration gives a rule a parameter that it does not have.
    #[error("rule `{rule}` has no parameter `{name}`")]
    UnknownParameter {
        /// The rule.
        rule: &'static str,
        /// The name as it was written.
        name: String,
        /// The known name that is spelt most alike.
        meant: Option<String>,
        /// Where in the configuration.
        path: Vec<String>,
    },
    /// The configuration gives a parameter a value of another type.
    #[error("parameter `{name}` of rule `{rule}` is a {expected}")]
    ParameterType {
        /// The rule.
        rule: &'static str,
        /// The parameter.
        name: &'static str,
        /// The name of its type: `flag`, `number`, `text` or `texts`.
        expected: &'static str,
        /// Where in the configuration.
        path: Vec<String>,
    },
    /// An own pattern of credentials cannot run.
    #[error("the pattern `{id}` cannot run")]
    Pattern {
        /// Its id.
        id: String,
        /// What is wrong with it.
        cause: Box<sekimori_secrets::Error>,
        /// Where in the configuration.
        path: Vec<String>,
    },
    /// Two own patterns have one id.
    #[error("two patterns are called `{id}`")]
    PatternTwice {
        /// The id.
        id: String,
        /// Where in the configuration.
        path: Vec<String>,
    },
    /// An own pattern says neither or both of `regex` and `value`.
    #[error("the pattern `{id}` has neither or both of `regex` and `value`")]
    PatternForm {
        /// The id.
        id: String,
        /// Where in the configuration.
        path: Vec<String>,
    },
    /// No rule is left to run.
    #[error("no rule is switched on")]
    NoRules,
}

impl Error {
    /// Returns where in the configuration the mistake stands: names, and indexes of lists.
    pub fn path(&self) -> Option<&[String]> {
        match self {
            Self::UnknownRule { path, .. }
            | Self::UnknownParameter { path, .. }
            | Self::ParameterType { path, .. }
            | Self::Pattern { path, .. }
            | Self::PatternTwice { path, .. }
            | Self::PatternForm { path, .. } => Some(path),
            Self::NoRules => None,
        }
    }
}
