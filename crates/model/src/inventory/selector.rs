//! Labels and what selects them.

use std::sync::Arc;

/// Labels, in the manifest's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(pub Box<[(Arc<str>, Arc<str>)]>);

impl Labels {
    /// Returns the value of a label.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| **known == *key).map(|(_, value)| &**value)
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What an expression of a selector asks of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The label has one of the values.
    In,
    /// The label has none of the values, or is absent.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

/// One of `matchExpressions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The label.
    pub key: Arc<str>,
    /// What is asked of it.
    pub operator: Operator,
    /// The values that it is compared with.
    pub values: Box<[Arc<str>]>,
}

/// A label selector; the empty one selects everything.
///
/// # Source
/// Kubernetes API reference, `LabelSelector`: the requirements are joined by "and".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// `matchLabels`, or the plain map of a Service.
    pub labels: Labels,
    /// `matchExpressions`.
    pub expressions: Box<[Expression]>,
}

impl Selector {
    /// Tells whether it asks for nothing, so that all labels match.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }

    /// Tells whether `labels` match.
    pub fn matches(&self, labels: &Labels) -> bool {
        let equal = |(key, value): &(Arc<str>, Arc<str>)| labels.get(key) == Some(value);
        self.labels.0.iter().all(equal) && self.expressions.iter().all(|expression| expression.holds(labels))
    }
}

impl Expression {
    fn holds(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let is_one = value.is_some_and(|value| self.values.iter().any(|known| **known == *value));
        match self.operator {
            Operator::In => is_one,
            Operator::NotIn => !is_one,
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_the_api_server_does() {
        fn text(text: &str) -> Arc<str> {
            Arc::from(text)
        }
        let labels = Labels([(text("app"), text("web"))].into());
        let expression = |key: &str, operator, values: &[&str]| Selector {
            labels: Labels::default(),
            expressions: [Expression {
                key: text(key),
                operator,
                values: values.iter().map(|v| text(v)).collect(),
            }]
            .into(),
        };
        assert!(Selector::default().matches(&labels));
        assert!(expression("app", Operator::In, &["web", "api"]).matches(&labels));
        assert!(!expression("app", Operator::NotIn, &["web"]).matches(&labels));
        assert!(expression("tier", Operator::NotIn, &["web"]).matches(&labels));
        assert!(expression("tier", Operator::DoesNotExist, &[]).matches(&labels));
        assert!(!expression("tier", Operator::Exists, &[]).matches(&labels));
    }
}
