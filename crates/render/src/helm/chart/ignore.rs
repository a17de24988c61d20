//! `.helmignore`: which files of a folder do not belong to the chart.
//!
//! Nearly `.gitignore`, and not quite: the first rule that matches decides, and `!` ignores all that does not match.

use std::sync::LazyLock;

use regex::Regex;

use super::wildcard;
use crate::{Budget, Fault};

/// The rules of one chart.
pub(super) struct Rules(Vec<Rule>);

/// Hidden files in `templates/` are ignored by every chart.
static HIDDEN: LazyLock<Option<Rule>> = LazyLock::new(|| Rule::parse("templates/.?*"));

#[derive(Clone)]
struct Rule {
    pattern: Regex,
    /// `!`: what does not match is ignored.
    is_negated: bool,
    /// A slash at the end: folders only.
    folders_only: bool,
    /// Without a slash within: the last part of the path counts.
    by_name: bool,
}

/// What a character of a pattern takes when it is compiled: a `?` stands for every letter of UTF-8.
const BYTES_OF_A_CHARACTER: usize = 512;

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`Fault::Refused`] where a rule is malformed, [`Fault::Bound`] where they cost too much.
    pub(super) fn parse(text: &str, budget: &Budget<'_>) -> Result<Self, Fault> {
        let mut rules = Vec::new();
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.contains("**") {
                return Err(Fault::refused(format!(".helmignore does not know double stars: {line}")));
            }
            budget.step(wildcard::cost(line))?;
            budget.make(line.len().saturating_mul(BYTES_OF_A_CHARACTER))?;
            rules.push(
                Rule::parse(line)
                    .ok_or_else(|| Fault::refused(format!(".helmignore has a malformed pattern: {line}")))?,
            );
        }
        rules.extend(HIDDEN.clone());
        Ok(Self(rules))
    }

    /// Tells whether a file is ignored: itself, or a folder that it stands in.
    pub(super) fn ignore(&self, path: &str) -> bool {
        let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
        folders.into_iter().any(|folder| self.decide(folder, true)) || self.decide(path, false)
    }

    fn decide(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.0 {
            if rule.is_negated {
                if (rule.folders_only && !is_folder) || !rule.matches(path) {
                    return true;
                }
            } else if (is_folder || !rule.folders_only) && rule.matches(path) {
                return true;
            }
        }
        false
    }
}

impl Rule {
    fn parse(line: &str) -> Option<Self> {
        let (is_negated, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders_only, rest) = rest.strip_suffix('/').map_or((false, rest), |rest| (true, rest));
        let by_name = !rest.contains('/');
        let pattern = wildcard::of_match(rest.strip_prefix('/').unwrap_or(rest))?;
        Some(Self { pattern, is_negated, folders_only, by_name })
    }

    fn matches(&self, path: &str) -> bool {
        let text = if self.by_name { path.rsplit('/').next().unwrap_or(path) } else { path };
        self.pattern.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bounds;

    fn budget() -> Budget<'static> {
        Budget::new(Bounds { steps: 300_000, ..Bounds::default() }, &|| false)
    }

    fn ignores(rules: &str, path: &str) -> bool {
        Rules::parse(rules, &budget()).expect("the rules are well-formed").ignore(path)
    }

    #[test]
    fn a_folder_takes_what_stands_in_it() {
        assert!(ignores("ci/", "ci/values.yaml"));
        assert!(!ignores("ci/", "ci"));
        assert!(ignores("*.md", "docs/a.md"));
        assert!(!ignores("/*.md", "docs/a.md"));
        assert!(ignores("docs/*.md", "docs/a.md"));
    }

    #[test]
    fn hidden_templates_are_never_part_of_a_chart() {
        assert!(ignores("", "templates/.a.yaml"));
        assert!(!ignores("", ".a.yaml"));
    }

    #[test]
    fn a_negation_ignores_all_others() {
        assert!(ignores("!*.yaml", "README.md"));
        assert!(!ignores("!*.yaml", "values.yaml"));
    }

    #[test]
    fn refuses_what_would_cost_too_much() {
        let refused = |text: &str| Rules::parse(text, &budget()).err().map(|fault| fault.to_string());
        let long = refused(&"?".repeat(4000)).unwrap_or_default();
        assert!(long.contains("has a malformed pattern"), "{long}");
        let many = refused(&"?????????\n".repeat(1_000)).unwrap_or_default();
        assert_eq!(many, "more than 300000 steps");
    }

    #[test]
    fn refuses_double_stars() {
        assert!(Rules::parse("a/**", &budget()).is_err());
    }
}
