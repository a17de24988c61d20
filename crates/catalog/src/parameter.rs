//! What the configuration may say to a rule.

use std::collections::BTreeMap;

use sekimori_model::config::ParameterValue;

use crate::{Rule, Text};

/// A parameter of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the configuration, in camelCase.
    pub name: &'static str,
    /// What it decides, in a sentence.
    pub about: Text,
    /// Its type, and what it is where the configuration says nothing.
    pub default: Preset,
}

/// The value of a parameter that the configuration does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// A truth value.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

impl Preset {
    fn value(self) -> ParameterValue {
        match self {
            Self::Flag(value) => ParameterValue::Flag(value),
            Self::Number(value) => ParameterValue::Number(value),
            Self::Text(value) => ParameterValue::Text(value.to_owned()),
            Self::Texts(values) => ParameterValue::Texts(values.iter().map(|&v| v.to_owned()).collect()),
        }
    }

    /// Returns the name of the type: `flag`, `number`, `text` or `texts`.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::Texts(_) => "texts",
        }
    }
}

impl std::fmt::Display for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "{value:?}"),
            Self::Texts(values) => write!(f, "[{}]", values.join(", ")),
        }
    }
}

/// The values of a rule's parameters, with every default filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(&'static str, ParameterValue)>);

/// Why a value cannot be a parameter of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The rule has no parameter of that name.
    Unknown(String),
    /// The value is of another type, or a number below zero: all numbers of rules are counts.
    Type {
        /// The parameter.
        name: &'static str,
        /// The name of the type that is expected.
        expected: &'static str,
    },
}

impl Parameters {
    /// Takes what the configuration says, and the rule's defaults for the rest.
    ///
    /// # Errors
    /// The first name that the rule does not have, or value of the wrong type, in the order of names.
    pub fn new(rule: &Rule, said: &BTreeMap<String, ParameterValue>) -> Result<Self, Refused> {
        if let Some(unknown) = said.keys().find(|name| rule.parameters.iter().all(|p| p.name != **name)) {
            return Err(Refused::Unknown(unknown.clone()));
        }
        let values = rule.parameters.iter().map(|parameter| {
            let default = parameter.default.value();
            let Some(value) = said.get(parameter.name) else { return Ok((parameter.name, default)) };
            let is_below_zero = matches!(value, ParameterValue::Number(number) if *number < 0);
            if is_below_zero || std::mem::discriminant(value) != std::mem::discriminant(&default) {
                let expected = parameter.default.type_name();
                return Err(Refused::Type { name: parameter.name, expected });
            }
            Ok((parameter.name, value.clone()))
        });
        values.collect::<Result<_, _>>().map(Self)
    }

    fn get(&self, name: &str) -> Option<&ParameterValue> {
        let found = self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        debug_assert!(found.is_some(), "the rule does not declare the parameter {name}");
        found
    }

    /// Tells whether the rule declares a parameter of this name.
    pub fn declares(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| *known == name)
    }

    /// Returns a truth value that the rule declares.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(ParameterValue::Flag(true)))
    }

    /// Returns a whole number that the rule declares.
    pub fn number(&self, name: &str) -> i64 {
        if let Some(ParameterValue::Number(value)) = self.get(name) { *value } else { 0 }
    }

    /// Tells whether any value says something: what is empty, zero or false asks for nothing.
    pub fn ask_for_something(&self) -> bool {
        self.0.iter().any(|(_, value)| match value {
            ParameterValue::Flag(value) => *value,
            ParameterValue::Number(value) => *value != 0,
            ParameterValue::Text(value) => !value.is_empty(),
            ParameterValue::Texts(values) => !values.is_empty(),
        })
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        if let Some(ParameterValue::Text(value)) = self.get(name) { value } else { "" }
    }

    pub(crate) fn texts(&self, name: &str) -> &[String] {
        if let Some(ParameterValue::Texts(values)) = self.get(name) { values } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_below_zero_is_refused_and_zero_is_none() {
        let rule: &Rule = Box::leak(Box::new(Rule {
            parameters: &[Parameter {
                name: "days",
                about: Text { en: "How many.", ja: "日数。" },
                default: Preset::Number(30),
            }],
            ..Rule::BASE
        }));
        let said = |number| BTreeMap::from([("days".to_owned(), ParameterValue::Number(number))]);
        let refused = Parameters::new(rule, &said(-5));
        assert_eq!(refused, Err(Refused::Type { name: "days", expected: "number" }));
        assert_eq!(Parameters::new(rule, &said(0)).map(|parameters| parameters.number("days")), Ok(0));
    }
}
