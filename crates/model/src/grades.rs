//! How bad, how sure, for whom and where: the closed lists that a rule chooses from.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Declares a closed list of words: the enum, its spelling, its parser and the list of all of them.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// All words of the list, lowest first.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the spelling used in code, command line, reports and console.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| Error::Word {
                    what: $what,
                    found: text.to_owned(),
                    expected: Self::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How bad it is if the finding is true.
    Severity, "severity", {
        /// Worth knowing; never gates on its own.
        Info = "info",
        /// Hardening that limits the damage of another fault.
        Low = "low",
        /// A missing layer of defence.
        Medium = "medium",
        /// A direct way to more rights than the workload needs.
        High = "high",
        /// A direct way to the node or the cluster.
        Critical = "critical",
    }
}

words! {
    /// How sure the finding is.
    Confidence, "confidence", {
        /// A hint that a person should judge.
        Low = "low",
        /// Likely, from indirect evidence.
        Medium = "medium",
        /// Certain from the evidence shown.
        High = "high",
    }
}

words! {
    /// Who wants to see the finding: each persona sees its own and those before it.
    Persona, "persona", {
        /// Everyone.
        Regular = "regular",
        /// Those who want good practice too.
        Pedantic = "pedantic",
        /// Those who look for anything that could matter.
        Auditor = "auditor",
    }
}

words! {
    /// The checkpoint on the way to production at which a rule can be judged.
    Stage, "stage", {
        /// Design and threat model.
        Plan = "plan",
        /// The editor and the commit.
        Develop = "develop",
        /// The pipeline that makes the artefact.
        Build = "build",
        /// Promotion and admission.
        Deploy = "deploy",
        /// The running cluster.
        Operate = "operate",
    }
}

words! {
    /// The role that can mend the finding.
    Role, "role", {
        /// Writes the application and its manifests.
        Developer = "developer",
        /// Runs the application (SRE).
        ApplicationOperator = "application-operator",
        /// Runs the cluster.
        ClusterOperator = "cluster-operator",
        /// Owns the standards and the exceptions.
        SecurityTeam = "security-team",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_to_itself() {
        for word in Severity::ALL {
            assert_eq!(word.as_str().parse::<Severity>(), Ok(*word));
        }
        for word in Role::ALL {
            assert_eq!(word.as_str().parse::<Role>(), Ok(*word));
        }
    }

    #[test]
    fn serde_and_display_agree_on_the_spelling() {
        for word in Role::ALL {
            let json = serde_json::to_string(word).unwrap_or_default();
            assert_eq!(json, format!("\"{word}\""));
        }
    }

    #[test]
    fn refuses_an_unknown_word_and_lists_the_known_ones() {
        let Err(error) = "severe".parse::<Severity>() else { panic!("`severe` was taken") };
        assert_eq!(
            error.to_string(),
            "`severe` is not a severity: use one of info, low, medium, high, critical"
        );
    }
}
