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
    /// A share, from 0 to 100.
    Percent(i64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

impl Preset {
    fn value(self) -> ParameterValue {
        match self {
            Self::Flag(value) => ParameterValue::Flag(value),
            Self::Number(value) | Self::Percent(value) => ParameterValue::Number(value),
            Self::Text(value) => ParameterValue::Text(value.to_owned()),
            Self::Texts(values) => ParameterValue::Texts(values.iter().map(|&v| v.to_owned()).collect()),
        }
    }

    /// Returns the name of the type: `flag`, `number`, `text` or `texts`.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Number(_) | Self::Percent(_) => "number",
            Self::Text(_) => "text",
            Self::Texts(_) => "texts",
        }
    }
}

impl std::fmt::Display for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(value) => write!(f, "{value}"),
            Self::Number(value) | Self::Percent(value) => write!(f, "{value}"),
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
    /// The value is of another type, or a number below zero, as all numbers of rules are counts, or a share above 100.
    Type {
        /// The parameter.
        name: &'static str,
        /// The name of the type that is expected, or `percent`.
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
            let (most, expected) = match parameter.default {
                Preset::Percent(_) => (100, "percent"),
                other => (i64::MAX, other.type_name()),
            };
            let is_out = matches!(value, ParameterValue::Number(number) if !(0..=most).contains(number));
            if is_out || std::mem::discriminant(value) != std::mem::discriminant(&default) {
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
        const ABOUT: Text = Text { en: "How many.", ja: "数。" };
        let rule: &Rule = Box::leak(Box::new(Rule {
            parameters: &[
                Parameter { name: "days", about: ABOUT, default: Preset::Number(30) },
                Parameter { name: "share", about: ABOUT, default: Preset::Percent(0) },
            ],
            ..Rule::BASE
        }));
        let of = |name: &str, number| BTreeMap::from([(name.to_owned(), ParameterValue::Number(number))]);
        let said = |number| of("days", number);
        let share = |number| Parameters::new(rule, &of("share", number));
        assert_eq!(share(101), Err(Refused::Type { name: "share", expected: "percent" }));
        assert!(share(100).is_ok_and(|parameters| parameters.number("share") == 100));
        let refused = Parameters::new(rule, &said(-5));
        assert_eq!(refused, Err(Refused::Type { name: "days", expected: "number" }));
        assert_eq!(Parameters::new(rule, &said(0)).map(|parameters| parameters.number("days")), Ok(0));
    }
}
